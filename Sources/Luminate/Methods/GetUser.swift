import Accounts
import Calls

extension Call {
    /// Returns a constituent's record. Source: Luminate.docc/Methods.md.
    func user(_ selector: RecordSelector, fields names: String?) throws -> Answer {
        let constituent = try target(selector, isOwnByDefault: true)
        return Answer(.members(try Self.record(of: constituent, fields: Self.fields(named: names))))
    }

    /// The number of entries that a list of fields may have, repeated ones included. Our choice: no record has as many
    /// fields.
    private static let maximumEntries = 1000

    /// Returns the fields that a comma list names: each by its name, or all within a composite. Throws if one is unknown, or
    /// if the list is too long.
    private static func fields(named list: String?) throws -> [ConstituentField] {
        guard let list else { return ConstituentFields.visible }
        // A list of one is usual, and taking a list apart costs ten times as much.
        let field = ConstituentFields.visible(named: list)
        if !field.isEmpty { return field }
        let entries = list.utf8.split(separator: UInt8(ascii: ","), maxSplits: maximumEntries)
        guard entries.count <= maximumEntries else {
            throw Refusal(.valueTooLong, reason: "fields has more than \(maximumEntries) entries")
        }
        var names: Set<String> = []
        for entry in entries { names.insert(String(decoding: entry.filter { $0 != UInt8(ascii: " ") }, as: UTF8.self)) }
        var wanted: [ConstituentField] = []
        for name in names where name != "cons_id" {
            let found = ConstituentFields.visible(named: name)
            guard !found.isEmpty else { throw Refusal(.unknownField, reason: "fields names an unknown field") }
            wanted += found
        }
        return ConstituentFields.inOrder(wanted)
    }

    /// Returns the members of a record. A composite in which nothing has a value is nil.
    private static func record(of constituent: Constituent, fields: [ConstituentField]) -> [ResultMember] {
        var members: [ResultMember] = []
        members.reserveCapacity(fields.count + 1)
        members.append(ResultMember("cons_id", .text(constituent.consID)))
        var rest = fields[...]
        while let field = rest.first {
            guard let composite = field.composite else {
                members.append(ResultMember(field.name, value(of: field, constituent)))
                rest.removeFirst()
                continue
            }
            let parts = rest.prefix { $0.composite == composite }
            let isCustom = composite == ConstituentField.custom
            members.append(ResultMember(composite, isCustom ? custom(parts, of: constituent) : value(of: parts, constituent)))
            rest = rest[parts.endIndex...]
        }
        return members
    }

    /// Returns the value of a composite, with the value of each of its parts. Nothing if no part has any.
    private static func value(of parts: ArraySlice<ConstituentField>, _ constituent: Constituent) -> ResultValue {
        var hasAny = false
        let members = parts.map { part in
            let value = value(of: part, constituent)
            if case .none = value {} else { hasAny = true }
            return ResultMember(part.elementName, value)
        }
        return hasAny ? .members(members) : .none
    }

    /// Returns the values of fields that a site defines, by their kinds.
    private static func custom(_ fields: ArraySlice<ConstituentField>, of constituent: Constituent) -> ResultValue {
        .members(
            ["string", "boolean"].compactMap { kind -> ResultMember? in
                let fields = fields.filter { $0.elementName == kind }
                guard !fields.isEmpty else { return nil }
                return ResultMember(
                    kind,
                    each: fields.map { field in
                        if case .text(let text) = value(of: field, constituent) { return .labelled(id: field.name, text) }
                        return .labelled(id: field.name, field.type == .boolean ? "false" : "")
                    })
            })
    }

    private static func value(of field: ConstituentField, _ constituent: Constituent) -> ResultValue {
        guard let text = field.record.value(of: constituent.person)?.stored else { return .none }
        // The vendor returns addresses in lower case, whatever was given.
        if field.record.scheme == LuminateScheme.primaryEmail { return .text(CaseFolding.folded(text)) }
        return .text(field.type == .date ? "\(text)-00:00" : text)
    }
}
