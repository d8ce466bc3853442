import Synchronization

/// The token that callers of the admin API must send. It may be replaced while the API answers.
final class AdminToken: Sendable {
    private let bytes: Mutex<[UInt8]>

    init(_ text: String) {
        bytes = Mutex(Array(text.utf8))
    }

    /// Takes another token in the place of this one.
    func replace(with text: String) {
        bytes.withLock { $0 = Array(text.utf8) }
    }

    /// Returns whether a caller has shown this token.
    func equals(_ shown: [UInt8]) -> Bool { isEqualInConstantTime(bytes.withLock { $0 }, shown) }
}
