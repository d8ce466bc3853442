public import Accounts
public import Calls
import Testing

/// What the work waits for that is under way.
public enum WorkUnderWay {
    /// Nil outside of any.
    @TaskLocal public static var wait: HTTPWait?
}

/// Finds fault with every hash in work that was declared not to hash: in a server it would keep what is quick from its threads.
public struct HasherOfDeclaredWork: PasswordHasher {
    private let hasher: any PasswordHasher

    /// Hashes as another does.
    public init(_ hasher: any PasswordHasher) {
        self.hasher = hasher
    }

    /// The other's.
    public var decoy: PasswordHash { hasher.decoy }

    /// Hashes, and finds fault.
    public func hash(_ password: Password) throws(PasswordHashingError) -> PasswordHash {
        findFault()
        return try hasher.hash(password)
    }

    /// Verifies, and finds fault.
    public func verify(_ password: Password, against hash: PasswordHash) throws(PasswordHashingError) -> Bool {
        findFault()
        return try hasher.verify(password, against: hash)
    }

    /// As the other says.
    public func needsRehash(_ hash: PasswordHash) -> Bool { hasher.needsRehash(hash) }

    private func findFault() {
        if let wait = WorkUnderWay.wait, wait.lane != .hashing {
            Issue.record("a password is hashed by an operation that is declared to hash none")
        }
    }
}
