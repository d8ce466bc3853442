public import Accounts
import JSON

/// The accounts, rule sets and sessions a world begins with, read from a file and found to be in order as a whole.
///
/// Nothing of a file is stored unless all of it can be. The format is described in <doc:FixtureFile>.
public struct Fixtures: Sendable {
    /// The sites in the order of the file, the default one first.
    public let sites: [Site]

    /// The fixtures of one site.
    public struct Site: Sendable {
        /// The name of the site.
        public let name: String
        /// The policies with their names.
        public let policies: [(name: String, policy: AccountPolicy, fields: [String: String])]
        /// The accounts of the site.
        public let accounts: [Account]
        /// The sessions of the site.
        public let sessions: [Session]
        /// The values that belong to the site and not to an account, by name.
        public let values: [(name: String, value: String)]
        /// Its roles and the like.
        public let containers: [NewContainer]
        /// Which containers are in which others.
        public let nestings: [(child: NewContainer, parent: NewContainer)]
        /// The rows that belong to no account.
        public let rows: [Row]
        /// What the site begins with besides.
        public let beginning: SiteBeginning

        /// Whether a site that is made from it is another one each time, because it has moments that count from the server's time.
        var dependsOnNow: Bool {
            beginning.followsServer
                && (accounts.contains { $0.past.dependsOnNow } || sessions.contains { $0.end?.dependsOnNow == true })
        }
    }

    /// One account. Its password is hashed when it is stored.
    public struct Account: Sendable {
        /// The account. It has no hash if ``password`` is not nil, and no rule set and no memberships: these have no keys yet.
        public let record: NewAccount
        /// The password in plain text. Nil if the file has a hash or no password.
        public let password: Password?
        /// The name of its rule set, or nil.
        public let policy: String?
        /// The containers it is in.
        public let memberships: [NewContainer]
        /// Its rows. They name no account.
        public let rows: [Row]
        /// What happened to it before.
        let past: WrittenPast
        /// The number of the accounts of the site that have the same password, because one entry of the file made them. They share a
        /// hash. Nil for an account with a hash of its own.
        let passwordGroup: Int?
    }

    /// One session.
    public struct Session: Sendable {
        /// The kind of token.
        public let kind: SessionKind
        /// The token itself.
        public let token: String
        /// The session's account, as an index into the site's accounts.
        public let account: Int
        /// When it ends. Nil if it does not end.
        package let end: WrittenMoment?
    }

    /// How many accounts a site in a file can have.
    public static let mostAccounts = 2_000_000

    /// Reads the text of a file.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - file: The file's name, for messages.
    ///   - limit: How many accounts a site of it can have.
    ///   - now: The moment from which dates in it count, unless the site has a clock of its own.
    public init(
        _ text: [UInt8], file: String, limit: Int = Self.mostAccounts, now: Timestamp = SystemClock().now
    ) throws(FileError) {
        sites = try WrittenFile(text, name: file).read { json throws(JSONSchemaError) in
            try FixtureReader.read(json, limit: limit, now: now)
        }
    }

    /// Returns everything that is wrong with the text of a file, or nothing if it could be loaded.
    public static func findings(in text: [UInt8], file: String) -> FileFindings {
        WrittenFile.findings(in: text, name: file) { json throws(JSONSchemaError) in
            _ = try FixtureReader.read(json, now: SystemClock().now)
        }
    }

    /// The number of accounts in all sites.
    public var accountCount: Int { sites.reduce(0) { $0 + $1.accounts.count } }
}
