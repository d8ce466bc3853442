import Accounts
import Calls

extension Call {
    /// Returns a constituent's record. Source: Luminate.docc/Methods.md.
    func user(_ selector: RecordSelector, fields names: String?) throws -> Answer {
        let constituent = try target(selector, isOwnByDefault: true)
        return Answer(.members(try Self.record(of: constituent, fields: Self.fields(named: names))))
    }

    /// Returns the fields that a comma list names: each by its name, or all within a composite. Throws if one is unknown.
    private static func fields(named list: String?) throws -> [ConstituentField] {
        let visible = ConstituentFields.all.filter { !$0.isSecret }
        guard let list else { return visible }
        let names = Set(list.split(separator: ",").map { $0.filter { $0 != " " } })
        var wanted: Set<String> = []
        for name in names where name != "cons_id" {
            let named = ConstituentFields.field(named: name)?.name
            let found = visible.filter {
                $0.name == named || $0.name.hasPrefix("\(name).") || name == "custom" && $0.name.hasPrefix("custom_")
            }
            guard !found.isEmpty else { throw Refusal(.unknownField, reason: "fields names a field that there is not") }
            wanted.formUnion(found.map(\.name))
        }
        return visible.filter { wanted.contains($0.name) }
    }

    /// Returns the members of a record. A composite in which nothing has a value is nil.
    private static func record(of constituent: Constituent, fields: [ConstituentField]) -> [ResultMember] {
        var members = [ResultMember("cons_id", .text(constituent.consID))]
        var custom: [ResultMember] = []
        var index = fields.startIndex
        while index < fields.endIndex {
            let field = fields[index]
            let first = field.name.prefix { $0 != "." }
            if field.name.hasPrefix("custom_") {
                index += 1
                continue
            }
            guard first != field.name else {
                members.append(ResultMember(field.name, value(of: field, constituent)))
                index += 1
                continue
            }
            let parts = fields[index...].prefix { $0.name.hasPrefix("\(first).") }
            let values = parts.map { ($0.name.dropFirst(first.count + 1), value(of: $0, constituent)) }
            let hasAny = values.contains { if case .none = $0.1 { false } else { true } }
            members.append(
                ResultMember(String(first), hasAny ? .members(values.map { ResultMember(String($0), $1) }) : .none))
            index += parts.count
        }
        for kind in ["string", "boolean"] {
            let fields = fields.filter { $0.name.hasPrefix("custom_\(kind)") }
            guard !fields.isEmpty else { continue }
            let values = fields.map { field -> ResultValue in
                if case .text(let text) = value(of: field, constituent) { return .labelled(id: field.name, text) }
                return .labelled(id: field.name, field.type == .boolean ? "false" : "")
            }
            custom.append(ResultMember(kind, each: values))
        }
        return custom.isEmpty ? members : members + [ResultMember("custom", .members(custom))]
    }

    private static func value(of field: ConstituentField, _ constituent: Constituent) -> ResultValue {
        guard let text = field.record.value(of: constituent.person)?.stored else { return .none }
        return .text(field.type == .date ? "\(text)-00:00" : text)
    }
}
