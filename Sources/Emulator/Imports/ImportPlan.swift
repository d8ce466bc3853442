public import Accounts
public import CSV
import JSON

/// Makes accounts of the lines of a CSV file, by the rules of fixtures files.
public struct ImportPlan: Sendable {
    let site: String
    let columns: [String]
    let template: ImportTemplate
    let password: ImportPassword?

    /// Returns the account of a line. Throws everything that is wrong with it: values that are unusable, or name something that the site does
    /// not have.
    ///
    /// - Parameters:
    ///   - record: The line.
    ///   - names: What accounts of the site may name.
    ///   - now: The moment from which moments in the line count.
    public func account(
        of record: CSVRecord, knowing names: ImportNames, at now: Timestamp
    ) throws(ImportRefusals) -> ImportedAccount {
        guard record.count == columns.count else {
            throw ImportRefusals(ImportRefusal("", "the line has \(record.count) fields, and there are \(columns.count) columns"))
        }
        let cells = ImportCells(record: record, names: columns)
        do throws(ImportRefusal) {
            let hash = try password?.hash(cells) ?? nil
            let json = try template.json(cells) ?? .object([])
            do throws(JSONSchemaError) {
                let entry = try entry(json, hash, names)
                var record = entry.account.record
                record.rows = entry.account.rows
                if hash != nil { record.passwordChangedAt = entry.account.past.passwordChangedAt?.moment(from: now) }
                return ImportedAccount(record: record, policy: entry.account.policy, memberships: entry.account.memberships)
            } catch {
                throw refusal(for: error, cells)
            }
        } catch {
            throw refusals(of: cells, names) ?? ImportRefusals(error)
        }
    }

    private func entry(_ json: JSON, _ hash: PasswordHash?, _ names: ImportNames) throws(JSONSchemaError) -> AccountEntry {
        try ForbiddenCharacters.refuse(in: json)
        let entry = try AccountEntry(json, at: .root, inSiteNamed: site, hash: hash)
        try names.known.check(entry)
        return entry
    }

    /// Reads a line that is to be refused once more, and returns everything that is wrong with it. A line without faults is read only once.
    private func refusals(of cells: ImportCells, _ names: ImportNames) -> ImportRefusals? {
        let findings = ImportFindings()
        var cells = cells
        cells.findings = findings
        var hash: PasswordHash?
        do throws(ImportRefusal) {
            hash = try password?.hash(cells) ?? nil
        } catch {
            findings.note(error)
            // What other columns say about the password is not wrong just because the hash is.
            hash = PasswordHash("")
        }
        // Everything wrong is noted, so nothing is thrown.
        guard let json = try? template.json(cells) ?? .object([]) else { return ImportRefusals(findings.all) }
        let isWhole = findings.all.isEmpty
        for error in JSONFindings.collect({ () throws(JSONSchemaError) in _ = try entry(json, hash, names) }).errors {
            let refusal = refusal(for: error, cells)
            // That something is missing may follow from what was left out.
            if isWhole || refusal.column != nil { findings.note(refusal) }
        }
        return ImportRefusals(findings.all)
    }

    /// Returns the refusal for what is wrong with an account, with the names of the columns that it comes from.
    private func refusal(for error: JSONSchemaError, _ cells: ImportCells) -> ImportRefusal {
        var reason = error.reason
        // The advice is about fixtures files.
        if !error.advice.isEmpty, let list = error.path.lastMember { reason += "; give the site its \(list) first, see \"Move in\"" }
        let columns = template.columns(at: error.path.steps[...], cells)
        return columns.isEmpty ? ImportRefusal(error.path.description, reason) : cells.refusal(of: columns, reason)
    }
}

extension JSONPath {
    /// The name of the last member on the way.
    fileprivate var lastMember: String? {
        steps.reversed().lazy.compactMap { if case .member(let name) = $0 { name } else { nil } }.first
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
