import Synchronization

/// Sentences about what a form has done, for the page that follows. Each is shown once.
final class Notices: Sendable {
    /// The greatest number that wait. The oldest one goes when another comes.
    static let limit = 32

    private let waiting = Mutex<[(key: String, text: String)]>([])

    /// Keeps a sentence, and returns the key by which the next page finds it.
    func add(_ text: String) -> String {
        let key = String(UInt64.random(in: .min ... .max), radix: 36)
        waiting.withLock { waiting in
            if waiting.count >= Self.limit { waiting.removeFirst() }
            waiting.append((key, text))
        }
        return key
    }

    /// Removes a sentence and returns it. Nil if there is none with this key.
    func take(_ key: String) -> String? {
        waiting.withLock { waiting in
            waiting.firstIndex { $0.key == key }.map { waiting.remove(at: $0).text }
        }
    }
}
