/// Changes that happen together or not at all, and what must hold for them to happen.
///
/// Nothing comes between the moment at which the expectations hold and the changes. Whoever decides something from what was read before expects
/// it to be so still, and reads again if it is not.
public struct Transaction: Sendable {
    /// What must hold.
    public var expectations: [Expectation]
    /// What happens, in this order.
    public var changes: [Change]
    /// The accounts that are given back as they are afterwards.
    public var answers: [AccountID]

    /// A transaction made of its parts.
    public init(expecting expectations: [Expectation] = [], _ changes: [Change] = [], answering answers: [AccountID] = []) {
        self.expectations = expectations
        self.changes = changes
        self.answers = answers
    }
}

/// What came of a transaction that was committed.
public struct Committed: Sendable {
    /// The keys of the accounts it made, in the order of the changes.
    public var accounts: [AccountID]
    /// The containers it made, in the order of the changes.
    public var containers: [Container]
    /// The keys of the rule sets it kept, in the order of the changes.
    public var policies: [PolicyID]
    /// The numbers it drew from sequences, in the order of the changes.
    public var numbers: [Int64]
    /// The people it was to give back, as they are after it; those that are gone are left out.
    public var people: [Person]

    /// A result made of its parts.
    public init(
        accounts: [AccountID] = [], containers: [Container] = [], policies: [PolicyID] = [], numbers: [Int64] = [], people: [Person] = []
    ) {
        self.accounts = accounts
        self.containers = containers
        self.policies = policies
        self.numbers = numbers
        self.people = people
    }
}

/// What must hold of a site for a transaction to happen.
public enum Expectation: Sendable {
    /// There is an account of this key.
    case account(AccountID)
    /// The account has one of these statuses.
    case status(AccountID, Set<AccountStatus>)
    /// The account's credential has this version; nil: it has no credential.
    case credential(AccountID, version: Int64?)
    /// Fewer sign-ins than this were let through since the end of the account's password.
    case graceSignIns(AccountID, fewerThan: Int)
    /// These failures, and no others, are kept of a subject; nil: none are.
    case failures(of: String, SignInFailures?)
    /// There is a session under this digest.
    case session(TokenDigest)
    /// There is a session under this digest, and it is this account's; nil: nobody's.
    case sessionOwner(TokenDigest, AccountID?)
    /// There is a container of this key.
    case container(ContainerID)
    /// No container and no membership has changed since the directory had this epoch.
    case directory(epoch: Int64)
    /// There is a rule set of this key, and no account refers to it.
    case unusedPolicy(PolicyID)
}
