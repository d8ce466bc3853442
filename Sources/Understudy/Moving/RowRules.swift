import Accounts
import Emulator
import PasswordHashing

/// What the rows of an export must be for a server to use them, each by itself.
///
/// A million accounts are several million rows, so each check takes less time than reading the row's line.
struct RowRules {
    /// The columns of each table with rules for their content.
    private static let columns = WorldTable.all.map { table in
        table.columns.indices.filter { index in
            switch table.columns[index].content {
            // The scheme of an identity is looked up once, for all rules of the row.
            case .any, .scheme: false
            default: true
            }
        }
    }

    /// The schemes that were found, by name.
    private var schemes: [String: IdentityScheme] = [:]

    /// Returns what is wrong with a row and what to do about it, or nil. `position` is that of its table in `WorldTable.all`.
    mutating func problem(with row: WorldRow, at position: Int) -> String? {
        for index in Self.columns[position] {
            let column = row.table.columns[index]
            if let problem = problem(with: row.values[index], of: column.content) { return "\"\(column.name)\" \(problem)" }
        }
        switch row.table.name {
        case "site": return Self.problem(withSite: row)
        case "setting": return Self.problem(withSetting: row)
        case "identity": return problem(withIdentity: row)
        default: return nil
        }
    }

    private mutating func problem(with value: WorldValue, of content: WorldTable.Content) -> String? {
        switch (content, value) {
        case (.range(let range), .number(let number)) where !range.contains(number):
            "is from \(range.lowerBound) to \(range.upperBound); write such a number, or export again"
        case (.word(let words), .number(let number)) where !words.indices.contains(Int(clamping: number)):
            "is none of \(words.enumerated().map { "\($0) (\($1))" }.joined(separator: ", ")); write one of them, or import with the release "
                + "that has written the file"
        case (.passwordHash, .text(let hash)):
            Argon2idHasher.problem(with: hash).map { "cannot be used: \($0); give the account another password, and export again" }
        case (.rules, .text(let rules)):
            AccountPolicy.problem(withStored: rules).map { "\($0); change the rules where they come from, and export again" }
        case (.tokenDigest, .bytes(let bytes)) where bytes.count != TokenDigest.byteCount:
            "has \(bytes.count) bytes, and a digest has \(TokenDigest.byteCount); end the session, and export again"
        case (.numberedTable, .text(let name)) where !WorldTable.numbered.contains(name):
            "is none of \(WorldTable.numbered.joined(separator: ", ")); export again"
        default: nil
        }
    }

    private mutating func scheme(named name: String) -> IdentityScheme? {
        if let known = schemes[name] { return known }
        let scheme = knownScheme(named: name)
        schemes[name] = scheme
        return scheme
    }

    private static func problem(withSite row: WorldRow) -> String? {
        guard let name = row.values[1].text, name != SiteRegistry.defaultName else { return nil }
        return SiteName.refusal(of: name)
    }

    private static func problem(withSetting row: WorldRow) -> String? {
        guard let name = row.values[0].text, let value = row.values[1].text else { return nil }
        return SiteBeginning.problem(withValue: value, named: name).map { "the value \"\(name)\" \($0); export again" }
    }

    /// A server looks an identity up by its key and by whether its scheme is unique, so both follow from the others.
    private mutating func problem(withIdentity row: WorldRow) -> String? {
        guard let name = row.values[2].text, let key = row.values[3].text else { return nil }
        guard let scheme = scheme(named: name) else {
            return "\"scheme\" is no scheme of identities that this release knows; import with the release that has written the file"
        }
        guard row.values[5] == .flag(scheme.isUnique) else {
            return "\"is_unique\" is \(scheme.isUnique) for the scheme \(name); write that, or export again"
        }
        guard scheme.key(of: row.values[4].text ?? key).utf8.elementsEqual(key.utf8) else {
            return "\"key\" is not the form by which the value is looked up; export again"
        }
        return nil
    }
}
