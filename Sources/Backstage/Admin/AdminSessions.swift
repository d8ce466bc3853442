import Synchronization

/// The browsers that have shown the admin token. Each keeps a cookie with a random text, which ends with the server.
final class AdminSessions: Sendable {
    /// The greatest number of browsers. The oldest one goes when another comes.
    static let limit = 64
    /// How long a browser is remembered.
    static let life = Duration.seconds(12 * 3600)

    private struct Session {
        let text: [UInt8]
        let end: ContinuousClock.Instant
    }

    private let sessions = Mutex<[Session]>([])

    /// Remembers a browser, and returns the text for its cookie: 32 hexadecimal digits.
    func open() -> String {
        let text = (0..<4).map { _ in
            let digits = String(UInt32.random(in: .min ... .max), radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }.joined()
        sessions.withLock { sessions in
            let now = ContinuousClock.now
            sessions.removeAll { $0.end <= now }
            if sessions.count >= Self.limit { sessions.removeFirst() }
            sessions.append(Session(text: Array(text.utf8), end: now + Self.life))
        }
        return text
    }

    /// Returns whether a cookie is that of a browser that is remembered.
    func isOpen(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return sessions.withLock { sessions in
            let now = ContinuousClock.now
            return sessions.reduce(false) { found, session in
                let isSame = isEqualInConstantTime(session.text, bytes) && session.end > now
                return found || isSame
            }
        }
    }

    /// Forgets a browser.
    func close(_ text: String) {
        let bytes = Array(text.utf8)
        sessions.withLock { sessions in sessions.removeAll { isEqualInConstantTime($0.text, bytes) } }
    }

    /// Forgets all browsers.
    func closeAll() {
        sessions.withLock { $0 = [] }
    }
}

/// Compares in a time that depends only on the lengths, so that a secret cannot be guessed byte by byte.
func isEqualInConstantTime(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    guard one.count == other.count else { return false }
    return zip(one, other).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
}
