/// What is asked of a store before a password is looked at, besides whose it is: all of it in one read.
public struct SignInQuestion: Sendable {
    /// The subjects whose failures are asked for.
    public var subjects: [String]
    /// The rule sets asked for.
    public var policies: [PolicyID]
    /// Whose earlier passwords are asked for; nil for nobody's.
    public var historyOf: AccountID?
    /// How many of them at most.
    public var historyLimit: Int

    /// A question made of its parts.
    public init(subjects: [String] = [], policies: [PolicyID] = [], historyOf: AccountID? = nil, historyLimit: Int = 0) {
        self.subjects = subjects
        self.policies = policies
        self.historyOf = historyOf
        self.historyLimit = historyLimit
    }

    /// Whether nothing is asked.
    public var isEmpty: Bool { subjects.isEmpty && policies.isEmpty && historyOf == nil }
}

/// The answer to a ``SignInQuestion``.
public struct SignInFacts: Sendable {
    /// What is kept of the subjects' failures; a subject of which nothing is kept is left out.
    public var failures: [String: SignInFailures]
    /// The rule sets; one that is not there is left out.
    public var policies: [PolicyID: AccountPolicy]
    /// The hashes of the account's earlier passwords, newest first.
    public var history: [PasswordHash]

    /// An answer made of its parts.
    public init(failures: [String: SignInFailures] = [:], policies: [PolicyID: AccountPolicy] = [:], history: [PasswordHash] = []) {
        self.failures = failures
        self.policies = policies
        self.history = history
    }
}
