import Accounts
import JSON

/// The rows of a ``CallerTable`` as a store keeps them. It has no secret and no address beyond what is shown.
enum CallerText {
    /// The greatest length in bytes. Those who have not called for longest have no room in a longer one.
    static let limit = 4 << 20
    private static let format = 1

    /// Returns the text of rows, the latest callers first, with those that have room in it.
    static func text(_ rows: [CallerTable.Key: CallerTable.Row]) -> (text: String, rows: [CallerTable.Key: CallerTable.Row]) {
        var kept: [CallerTable.Key: CallerTable.Row] = [:]
        var written: [String] = []
        var left = limit
        for (key, row) in rows.sorted(by: { $0.value.last > $1.value.last }) {
            let text = String(decoding: json(key, row).bytes, as: UTF8.self)
            left -= text.utf8.count + 1
            guard left > 0 else { break }
            written.append(text)
            kept[key] = row
        }
        return ("{\"format\":\(format),\"rows\":[\(written.joined(separator: ","))]}", kept)
    }

    /// Returns the rows of a text, with as much of their addresses as a table shows. What cannot be read is left out.
    static func rows(_ text: String, shownBy table: CallerTable) -> [CallerTable.Key: CallerTable.Row] {
        guard let json = try? JSON.parse(Array(text.utf8), limits: .ownFile), json["format"]?.int == format else { return [:] }
        return (json["rows"]?.elements ?? []).reduce(into: [:]) { rows, element in
            if let (key, row) = read(element, table) { rows.add(row, of: key) }
        }
    }

    private static func json(_ key: CallerTable.Key, _ row: CallerTable.Row) -> JSON {
        var members = [JSON.Member("site", .number(key.site.rawValue))]
        if let account = key.account { members.append(.init("account", .number(account.rawValue))) }
        if let agent = key.agent { members.append(.init("agent", .string(agent))) }
        if let address = key.address { members.append(.init("address", .string(address))) }
        if key.isOther { members.append(.init("other", .bool(true))) }
        members.append(.init("first", .number(row.first.milliseconds)))
        members.append(.init("last", .number(row.last.milliseconds)))
        let uses = row.uses.map { use, count -> JSON in
            .array([
                .string(use.system), .string(use.operation), .string(use.binding), .number(count.calls), .number(count.refusals),
                .number(count.last.milliseconds),
            ])
        }
        return .object(members + [.init("uses", .array(uses))])
    }

    private static func read(_ json: JSON, _ table: CallerTable) -> (CallerTable.Key, CallerTable.Row)? {
        guard let site = json["site"]?.int, let first = json["first"]?.int, let last = json["last"]?.int else { return nil }
        let key = CallerTable.Key(
            site: SiteID(rawValue: Int64(site)), account: json["account"]?.int.map { AccountID(rawValue: Int64($0)) },
            agent: json["agent"]?.string, address: json["address"]?.string.flatMap(table.shown), isOther: json["other"]?.bool ?? false)
        var row = CallerTable.Row(first: Timestamp(milliseconds: Int64(first)), last: Timestamp(milliseconds: Int64(last)))
        for case .array(let parts) in json["uses"]?.elements ?? [] {
            let (names, numbers) = (parts.compactMap(\.string), parts.compactMap(\.int))
            guard names.count == 3, numbers.count == 3 else { return nil }
            row.uses[CallerTable.Use(system: names[0], operation: names[1], binding: names[2])] = CallerTable.Count(
                calls: numbers[0], refusals: numbers[1], last: Timestamp(milliseconds: Int64(numbers[2])))
        }
        return (key, row)
    }
}
