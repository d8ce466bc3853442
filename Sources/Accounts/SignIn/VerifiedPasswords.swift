import Synchronization

/// The passwords that were verified a short time ago, for callers that send a password with every call.
///
/// It saves the time of the hash and nothing else: whether an account may sign in is decided each time. An entry is a
/// digest of the password, the hash that it matched, and a key that only this process has. After a change of the password
/// or of the hash, the entry is no longer found.
final class VerifiedPasswords: Sendable {
    /// How long a password is remembered, in real time. After that it is verified again.
    static let lifetime = Duration.seconds(60)
    /// The greatest number of passwords that are remembered.
    static let capacity = 1024

    private let digester: any TokenDigester
    private let now: @Sendable () -> ContinuousClock.Instant
    /// 256 random bits. Without them, nobody can test guesses against the digests.
    private let key: [UInt8]
    private let ends = Mutex<[TokenDigest: ContinuousClock.Instant]>([:])

    init(_ digester: any TokenDigester, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.digester = digester
        self.now = now
        key = (0..<32).map { _ in UInt8.random(in: 0 ... .max) }
    }

    /// Returns whether a password was remembered as matching a hash.
    func contains(_ password: Password, for hash: PasswordHash) -> Bool {
        let digest = digest(password, hash)
        return ends.withLock { $0[digest] }.map { now() < $0 } ?? false
    }

    /// Remembers that a password matches a hash. If there are too many, those that have ended are dropped, and all if
    /// none has.
    func insert(_ password: Password, for hash: PasswordHash) {
        let (digest, now) = (digest(password, hash), now())
        ends.withLock { ends in
            if ends.count >= Self.capacity { ends = ends.filter { now < $0.value } }
            if ends.count >= Self.capacity { ends = [:] }
            ends[digest] = now + Self.lifetime
        }
    }

    private func digest(_ password: Password, _ hash: PasswordHash) -> TokenDigest {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(key.count + hash.text.utf8.count + 1 + password.bytes.count)
        bytes.append(contentsOf: key)
        bytes.append(contentsOf: hash.text.utf8)
        // A hash is one word.
        bytes.append(UInt8(ascii: " "))
        bytes.append(contentsOf: password.bytes)
        return bytes.withUnsafeBytes { digester.digest($0) }
    }
}
