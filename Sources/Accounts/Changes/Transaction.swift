/// Changes that are made together or not at all, with the conditions for making them.
///
/// Nothing happens between the check of the expectations and the changes. Code that decides something by data it has
/// read expects that the data is still the same, and reads again if it is not.
public struct Transaction: Sendable {
    /// The conditions.
    public var expectations: [Expectation]
    /// The changes, in order.
    public var changes: [Change]
    /// The accounts to return in their state afterwards.
    public var answers: [AccountID]

    /// Creates a transaction from its parts.
    public init(expecting expectations: [Expectation] = [], _ changes: [Change] = [], answering answers: [AccountID] = []) {
        self.expectations = expectations
        self.changes = changes
        self.answers = answers
    }
}

/// The result of a committed transaction.
public struct Committed: Sendable {
    /// The keys of the new accounts, in the order of the changes.
    public var accounts: [AccountID]
    /// The new containers, in the order of the changes.
    public var containers: [Container]
    /// The keys of the stored rule sets, in the order of the changes.
    public var policies: [PolicyID]
    /// The numbers taken from sequences, in the order of the changes.
    public var numbers: [Int64]
    /// The requested people in their state afterwards. Deleted ones are omitted.
    public var people: [Person]

    /// Creates a result from its parts.
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

/// A condition on a site that must be true for a transaction to be made.
public enum Expectation: Sendable {
    /// There is an account with this key.
    case account(AccountID)
    /// The account has this value of an attribute. Nil: it does not have the attribute.
    case attribute(AccountID, named: String, String?)
    /// The account has one of these statuses.
    case status(AccountID, Set<AccountStatus>)
    /// There is this account, and its credential has this version. Nil: it has no credential.
    case credential(AccountID, version: Int64?)
    /// Fewer sign-ins than this have been allowed since the account's password expired.
    case graceSignIns(AccountID, fewerThan: Int)
    /// Exactly these failures of a subject are stored. Nil: none are.
    case failures(of: String, SignInFailures?)
    /// There is a session with this digest.
    case session(TokenDigest)
    /// There is a session with this digest and this account. Nil: without an account.
    case sessionOwner(TokenDigest, AccountID?)
    /// There is a container with this key.
    case container(ContainerID)
    /// No container and no membership has changed since the directory had this epoch.
    case directory(epoch: Int64)
    /// No account has this identity, except perhaps the given one.
    case free(Identity, except: AccountID?)
    /// The account has fewer events of this kind than this.
    case events(EventKind, of: AccountID, fewerThan: Int)
    /// There is this rule set, with this number, name, rules and fields.
    case policy(StoredPolicy)
    /// There is no rule set with this name.
    case noPolicy(named: String)
    /// The site has these rule sets and no others.
    case policies([StoredPolicy])
    /// The table has a row with this key.
    case row(RowTable, key: String)
    /// The table has fewer rows of this account than this. Nil: fewer rows altogether.
    case rows(RowTable, of: AccountID?, fewerThan: Int)
    /// The site has exactly this value under this name. Nil: it has none.
    case value(String?, named: String)
    /// There is a rule set with this key, and no account refers to it.
    case unusedPolicy(PolicyID)
}
