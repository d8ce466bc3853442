public import Accounts
public import Calls
import Testing

/// The kind of thread on which a server would run the current code.
public enum WorkUnderWay {
    /// What the work waited for. Nil if it was not deferred.
    @TaskLocal public static var wait: HTTPWait?
    /// Whether the code runs as if on a thread that serves connections.
    @TaskLocal public static var isServing = false

    /// Makes an answer as if on a thread that serves connections.
    public static func serving(_ answer: () -> HTTPAnswer) -> HTTPAnswer {
        $isServing.withValue(true) { answer() }
    }

    /// Records an issue if a hash would delay other requests: on a thread that serves connections, or in work that was
    /// deferred for another reason.
    static func noteHash() {
        if isServing { Issue.record("a password is hashed on a thread that serves connections") }
        if let wait, wait.lane != .hashing { Issue.record("a password is hashed by an operation that is declared to hash none") }
    }

    /// Records an issue if the current thread serves connections, which would wait for a network.
    static func noteRemoteRead() {
        if isServing { Issue.record("a remote store is asked on a thread that serves connections") }
    }

    /// Records an issue if the current thread serves connections.
    static func noteWrite() {
        if isServing { Issue.record("something is written on a thread that serves connections") }
    }
}

/// A hasher that records an issue for every hash in work that is not declared to hash. In a server, such work would keep a
/// thread from quick requests.
public struct HasherOfDeclaredWork: PasswordHasher {
    private let hasher: any PasswordHasher

    /// Creates a hasher that forwards to another.
    public init(_ hasher: any PasswordHasher) {
        self.hasher = hasher
    }

    /// Returns that of the other hasher.
    public var decoy: PasswordHash { hasher.decoy }

    /// Hashes with the other hasher after the check.
    public func hash(_ password: Password) throws(PasswordHashingError) -> PasswordHash {
        WorkUnderWay.noteHash()
        return try hasher.hash(password)
    }

    /// Verifies with the other hasher after the check.
    public func verify(_ password: Password, against hash: PasswordHash) throws(PasswordHashingError) -> Bool {
        WorkUnderWay.noteHash()
        return try hasher.verify(password, against: hash)
    }

    /// Asks the other hasher.
    public func needsRehash(_ hash: PasswordHash) -> Bool { hasher.needsRehash(hash) }
}
