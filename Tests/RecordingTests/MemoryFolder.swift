import Synchronization

@testable import Recording

/// A folder of a recording in memory.
final class MemoryFolder: Sendable {
    private let content = Mutex<[String: [UInt8]]>([:])
    private let fails: Bool

    /// Creates an empty folder. If `failing` is true, nothing can be written.
    init(failing: Bool = false) {
        fails = failing
    }

    /// The names of its files.
    var names: Set<String> { content.withLock { Set($0.keys) } }

    /// The bytes of a file. Nil if there is none.
    func bytes(of name: String) -> [UInt8]? { content.withLock { $0[name] } }

    /// The text of a file. Nil if there is none.
    subscript(name: String) -> String? { bytes(of: name).map { String(decoding: $0, as: UTF8.self) } }

    /// Writes a file, or removes it.
    func write(_ name: String, _ bytes: [UInt8]?) { content.withLock { $0[name] = bytes } }

    /// What a recorder needs of it.
    var folder: Recorder.Folder {
        Recorder.Folder(
            write: { name, bytes in
                guard !self.fails else { return "the disk is full" }
                self.write(name, bytes)
                return nil
            }, read: { self.bytes(of: $0) })
    }
}
