public import Accounts

/// The accounts, rule sets and sessions a world begins with, read from a file and found to be in order as a whole.
///
/// Nothing of a file is stored unless all of it can be. The format is described in <doc:Fixtures>.
public struct Fixtures: Sendable {
    /// The sites in the order of the file, the default one first.
    public let sites: [Site]

    /// One site's part.
    public struct Site: Sendable {
        /// Its name.
        public let name: String
        /// Its rule sets with their names.
        public let policies: [(name: String, policy: AccountPolicy)]
        /// Its accounts.
        public let accounts: [Account]
        /// Its sessions.
        public let sessions: [Session]
        /// What belongs to the site and to no account, by name.
        public let values: [(name: String, value: String)]
    }

    /// One account. Its password is hashed when it is stored.
    public struct Account: Sendable {
        /// The account; its hash is missing where ``password`` is not nil.
        public let record: NewAccount
        /// The password in plain text, or nil where the file has a hash or none.
        public let password: Password?
    }

    /// One session.
    public struct Session: Sendable {
        /// What kind of token it is.
        public let kind: SessionKind
        /// The token itself.
        public let token: String
        /// Whose it is: an index into the site's accounts.
        public let account: Int
        /// When it ends; nil for never.
        public let expiresAt: Timestamp?
    }

    /// Reads a file's text; `file` is its name, for messages.
    public init(_ text: [UInt8], file: String) throws(FileError) {
        sites = try WrittenFile(text, name: file).read(FixtureReader.read)
    }

    /// How many accounts there are in all sites.
    public var accountCount: Int { sites.reduce(0) { $0 + $1.accounts.count } }
}
