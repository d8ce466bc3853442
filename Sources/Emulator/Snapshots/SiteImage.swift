import Accounts
import JSON

/// A site as it is at one moment, in a form that can be written to a file and read by a later release.
///
/// Accounts are named by their positions, since they have other keys in each site. It has hashes and digests, and neither a plain password
/// nor a token that somebody could use.
public struct SiteImage: Sendable {
    /// The form in which it is written. An older one is read, too.
    static let format = 1
    /// The greatest size of the written form in bytes. Larger sites are moved with the commands for whole stores.
    public static let largest = 64 << 20

    /// The clock, the seed, fault rules and settings.
    public package(set) var beginning = SiteBeginning()
    var accounts: [Entry] = []
    var policies: [(number: Int64, name: String, rules: AccountPolicy, fields: [String: String])] = []
    var containers: [(container: NewContainer, parents: [ContainerName])] = []
    var values: [(name: String, value: String)] = []
    var sequences: [(name: String, next: Int64)] = []
    /// Their accounts are positions.
    var rows: [Row] = []
    /// Their accounts are positions.
    var events: [Event] = []
    /// The positions of accounts are in the subjects.
    var failures: [(subject: String, failures: SignInFailures)] = []
    /// Their accounts are positions.
    var sessions: [Session] = []

    /// What the fault rules have done, by their names.
    package var faults: [String: FaultCounts] = [:]

    /// What a fault rule has done.
    package struct FaultCounts: Hashable, Sendable {
        /// The number of calls that met its condition.
        package var matched: Int
        /// The number of times that it applied.
        package var fired: Int
        /// Where the sequence of its decisions is.
        package var position: UInt64

        /// Creates counts from their parts.
        package init(matched: Int, fired: Int, position: UInt64) {
            self.matched = matched
            self.fired = fired
            self.position = position
        }
    }

    /// An account.
    struct Entry: Hashable {
        var status = AccountStatus.active
        var identities: [Name] = []
        var policy: String?
        var hash: PasswordHash?
        var passwordChangedAt: Timestamp?
        var mustChangePassword = false
        var graceSignInsUsed = 0
        var previous: [PasswordHash] = []
        var attributes: [String: String] = [:]
        var containers: [ContainerName] = []
        var createdAt = Timestamp(milliseconds: 0)
        var lastSignInAt: Timestamp?
        var activatedAt: Timestamp?
    }

    /// An identity by the name of its scheme.
    struct Name: Hashable {
        let scheme: String
        let value: String
    }

    /// A container by its kind and number.
    struct ContainerName: Hashable, Comparable {
        let kind: String
        let number: Int64

        static func < (one: ContainerName, other: ContainerName) -> Bool { (one.kind, one.number) < (other.kind, other.number) }
    }

    /// The number of accounts.
    public var accountCount: Int { accounts.count }

    /// The difference between two images in accounts, which are named by their first identity.
    public struct Difference: Sendable {
        /// Those that only the other one has.
        public var added: [String] = []
        /// Those that differ.
        public var changed: [String] = []
        /// Those that only this one has.
        public var removed: [String] = []
    }

    /// Returns how the accounts of another image differ from those of this one.
    public func difference(to other: SiteImage) -> Difference {
        func named(_ entries: [Entry]) -> [(name: String, entry: Entry)] {
            entries.enumerated().map { index, entry in
                (entry.identities.first.map { "\($0.scheme):\($0.value)" } ?? "account \(index)", entry)
            }
        }
        let (before, after) = (named(accounts), named(other.accounts))
        let old = Dictionary(before) { first, _ in first }
        let new = Dictionary(after) { first, _ in first }
        var difference = Difference()
        for (name, entry) in after {
            guard let present = old[name] else {
                difference.added.append(name)
                continue
            }
            if present != entry { difference.changed.append(name) }
        }
        difference.removed = before.map(\.name).filter { new[$0] == nil }
        return difference
    }
}
