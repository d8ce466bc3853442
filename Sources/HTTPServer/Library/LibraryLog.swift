import CMicroHTTPD
import Glibc
import Synchronization

/// Keeps the library's messages while it starts. Later messages, mostly that a client sent nonsense, would let
/// strangers fill a log. They are read for one purpose only: to notice that the library is about to refuse a request
/// itself.
final class LibraryLog: Sendable {
    private let lines = Mutex<[String]>([])
    private let isFinished = Atomic<Bool>(false)
    var text: String {
        lines.withLock { $0.joined(separator: " ") }
    }

    /// Stops keeping messages.
    func finish() {
        isFinished.store(true, ordering: .relaxed)
    }

    func take(_ format: UnsafePointer<CChar>, _ arguments: CVaListPointer) {
        if isFinished.load(ordering: .relaxed) {
            if strncmp(format, Self.refusal, strlen(Self.refusal)) == 0, let connection = ServingThread.own?.current {
                // The status is the first argument.
                connection.refuse(insteadOfLibrary: Int(Self.text("%u", arguments)) ?? 400)
            }
            return
        }
        let line = Self.text(format, arguments)
        lines.withLock { if $0.count < 8 { $0.append(line) } }
    }

    /// The beginning of the message before every refusal.
    private static let refusal = "Error processing request"

    /// Returns the first line of a message.
    private static func text(_ format: UnsafePointer<CChar>, _ arguments: CVaListPointer) -> String {
        var buffer = [CChar](repeating: 0, count: 512)
        vsnprintf(&buffer, buffer.count, format, arguments)
        return String(decoding: buffer.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
