/// The query to a store before a password is verified, once the account is known. One read answers it all.
public struct SignInQuestion: Sendable {
    /// The subjects whose failures are requested.
    public var subjects: [String]
    /// The requested rule sets.
    public var policies: [PolicyID]
    /// The account whose previous passwords are requested. Nil for none.
    public var historyOf: AccountID?
    /// The greatest number of previous passwords.
    public var historyLimit: Int

    /// Creates a query from its parts.
    public init(subjects: [String] = [], policies: [PolicyID] = [], historyOf: AccountID? = nil, historyLimit: Int = 0) {
        self.subjects = subjects
        self.policies = policies
        self.historyOf = historyOf
        self.historyLimit = historyLimit
    }

    /// Whether nothing is requested.
    public var isEmpty: Bool { subjects.isEmpty && policies.isEmpty && historyOf == nil }
}

/// The answer to a ``SignInQuestion``.
public struct SignInFacts: Sendable {
    /// The failures by subject. Subjects without failures are omitted.
    public var failures: [String: SignInFailures]
    /// The rule sets. Missing ones are omitted.
    public var policies: [PolicyID: AccountPolicy]
    /// The hashes of the account's previous passwords, newest first.
    public var history: [PasswordHash]

    /// Creates an answer from its parts.
    public init(failures: [String: SignInFailures] = [:], policies: [PolicyID: AccountPolicy] = [:], history: [PasswordHash] = []) {
        self.failures = failures
        self.policies = policies
        self.history = history
    }
}
