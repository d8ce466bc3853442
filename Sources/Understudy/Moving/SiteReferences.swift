import Accounts

/// The rows of a site of an export to which later rows refer, so that none refers to something that is not there.
struct SiteReferences {
    private static let names = Dictionary(uniqueKeysWithValues: zip(WorldTable.all.map(\.name), 0...))
    /// The tables whose rows others refer to.
    private static let referred = Set(Member.storedWords + WorldTable.inSite.flatMap { $0.columns.compactMap(\.owner) })
    /// The columns of each table that refer to others, with the positions of these tables.
    private static let columns = WorldTable.all.map { table in
        table.columns.enumerated().compactMap { index, column in column.owner.flatMap { names[$0] }.map { (column: index, table: $0) } }
    }

    /// The rows by the positions of their tables: the key of each, and the version of an account's password.
    private var rows = [[Int64: Int64]](repeating: [:], count: WorldTable.all.count)
    /// The numbers that sequences give next.
    private var sequences: [String: Int64] = [:]
    private var nestings: [(child: Int64, parent: Int64)] = []
    private var linesOfNestings: [Int] = []

    /// Returns what is wrong with a row and what to do about it, or nil. `position` is that of its table in `WorldTable.all`.
    mutating func problem(with row: WorldRow, at position: Int, line: Int) -> String? {
        for (column, table) in Self.columns[position] {
            guard let id = row.values[column].number else { continue }
            if let problem = problem(with: row, of: table, id) { return problem }
        }
        if Self.referred.contains(row.table.name), let id = row.values.first?.number {
            rows[position][id] = row.table.name == "account" ? row.values[3].number ?? 0 : 0
        }
        switch row.table.name {
        case "sequence": sequences[row.values[0].text ?? ""] = row.values[1].number
        case "policy": return problem(withNumber: row.values[1], of: "policy")
        case "container": return problem(withNumber: row.values[2], of: "container.\(row.values[1].text ?? "")")
        case "history": return problem(withHistory: row)
        case "membership": return problem(withMembership: row, line: line)
        default: break
        }
        return nil
    }

    private func problem(with row: WorldRow, of table: Int, _ id: Int64) -> String? {
        guard rows[table][id] == nil else { return nil }
        return "there is no \(WorldTable.all[table].name) \(id) before this \(row.table.name); name one that is there, or export again"
    }

    /// A number that its sequence is still to give would be given twice.
    private func problem(withNumber value: WorldValue, of sequence: String) -> String? {
        guard let number = value.number, let next = sequences[sequence], number >= next else { return nil }
        return "\"number\" is \(number), and the sequence \"\(sequence)\" would give it again, since its next one is \(next); export again"
    }

    /// The next password of the account takes its version into the history.
    private func problem(withHistory row: WorldRow) -> String? {
        guard let account = row.values[0].number, let version = row.values[1].number,
            let present = Self.names["account"].flatMap({ rows[$0][account] }), version >= present
        else { return nil }
        return "\"version\" is \(version), and that of account \(account) is \(present), which must be greater; export again"
    }

    private mutating func problem(withMembership row: WorldRow, line: Int) -> String? {
        guard let container = row.values[0].number, let kind = row.values[1].number, let member = row.values[2].number,
            Member.storedWords.indices.contains(Int(clamping: kind)), let table = Self.names[Member.storedWords[Int(kind)]]
        else { return nil }
        if kind == Member.containerKind {
            nestings.append((child: member, parent: container))
            linesOfNestings.append(line)
        }
        return problem(with: row, of: table, member)
    }

    /// Ends the memberships. Returns the line of one by which a container contains itself, and what to do about it, or nil.
    mutating func endMemberships() -> (line: Int, problem: String)? {
        guard !nestings.isEmpty else { return nil }
        defer { (nestings, linesOfNestings) = ([], []) }
        guard let last = NestingCycle.first(in: nestings)?.max() else { return nil }
        return (
            linesOfNestings[last],
            "container \(nestings[last].parent) would contain itself, directly or through others; take one out of the other, and export again"
        )
    }
}
