public import Accounts
public import CSV
import JSON

/// Makes accounts of the lines of a CSV file, by the rules of fixtures files.
public struct ImportPlan: Sendable {
    let site: String
    let columns: [String]
    let template: ImportTemplate
    let password: ImportPassword?

    /// Returns the account of a line. Throws if a value is unusable, or names something that the site does not have.
    ///
    /// - Parameters:
    ///   - record: The line.
    ///   - names: What accounts of the site may name.
    ///   - now: The moment from which moments in the line count.
    public func account(
        of record: CSVRecord, knowing names: ImportNames, at now: Timestamp
    ) throws(ImportRefusal) -> ImportedAccount {
        guard record.count == columns.count else {
            throw ImportRefusal("", "the line has \(record.count) fields, and there are \(columns.count) columns")
        }
        let cells = ImportCells(record: record, names: columns)
        let hash = try password?.hash(cells) ?? nil
        let json = try template.json(cells) ?? .object([])
        do throws(JSONSchemaError) {
            try ForbiddenCharacters.refuse(in: json)
            let entry = try AccountEntry(json, at: .root, inSiteNamed: site, hash: hash)
            try names.known.check(entry)
            var record = entry.account.record
            record.rows = entry.account.rows
            if hash != nil { record.passwordChangedAt = entry.account.past.passwordChangedAt?.moment(from: now) }
            return ImportedAccount(record: record, policy: entry.account.policy, memberships: entry.account.memberships)
        } catch {
            throw ImportRefusal(error.path.description, error.message)
        }
    }
}

/// What accounts of a site may name: its rule sets, groups, roles and the like.
public struct ImportNames: Sendable {
    let known: KnownNames

    /// Stores what every site has from the beginning, if the site does not have it.
    public static func prepare(_ site: SiteID, _ users: UserService) throws(StoreError) {
        try users.prepareSystems(in: site)
    }

    /// Reads the names of a site.
    public init(of site: SiteID, _ users: UserService) throws(StoreError) {
        known = KnownNames(try SiteSection(of: site, users))
    }
}

/// An account that is to be stored.
public struct ImportedAccount: Sendable {
    /// The account. It has no rule set and no memberships: these have no keys here.
    public let record: NewAccount
    /// The name of its rule set, or nil.
    public let policy: String?
    /// The containers it is in.
    public let memberships: [NewContainer]
}

/// Why a line gives no account. It has nothing of a password or a hash.
public struct ImportRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong: a member of the account such as `xweb.recno`, a column, or the line. It may be empty.
    public let place: String
    /// The reason in words.
    public let reason: String

    /// Creates a refusal from its parts.
    public init(_ place: String, _ reason: String) {
        self.place = place
        self.reason = reason
    }

    /// For example `xweb.recno: must be 1 to 10 digits`.
    public var description: String { place.isEmpty ? reason : "\(place): \(reason)" }
}
