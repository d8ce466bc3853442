import CMicroHTTPD
import Glibc
import Synchronization

/// What the library says while it starts. What it says later (that a client sent nonsense, mostly) would let strangers fill a log; it is
/// only listened to for the one thing that has to be dealt with, a Content-Length that the library refuses by itself.
final class LibraryLog: Sendable {
    private let lines = Mutex<[String]>([])
    private let isFinished = Atomic<Bool>(false)
    /// It outlives the library, which outlives what it says.
    private unowned(unsafe) let core: ServerCore

    init(core: ServerCore) {
        self.core = core
    }

    var text: String {
        lines.withLock { $0.joined(separator: " ") }
    }

    /// Keeps nothing more.
    func finish() {
        isFinished.store(true, ordering: .relaxed)
    }

    func take(_ format: UnsafePointer<CChar>, _ arguments: CVaListPointer) {
        if isFinished.load(ordering: .relaxed) {
            if strstr(format, "Content-Length") != nil { core.refuseLengths() }
            return
        }
        var buffer = [CChar](repeating: 0, count: 512)
        vsnprintf(&buffer, buffer.count, format, arguments)
        let line = String(decoding: buffer.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        lines.withLock { if $0.count < 8 { $0.append(line) } }
    }
}
