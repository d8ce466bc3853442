import Accounts

/// The vendor's list of fields. Source: Luminate.docc/Methods.md.
enum FieldList {
    /// Returns the fields, by name or by group.
    static func member(isForUpdate: Bool, hasChoices: Bool, isByGroup: Bool) -> ResultMember {
        let fields = ConstituentFields.all.filter { isForUpdate || !$0.isSecret || $0.isRequired }
        let sorted = fields.sorted { one, other in
            isByGroup
                ? (one.group.name, one.group.part, one.name) < (other.group.name, other.group.part, other.name) : one.name < other.name
        }
        return ResultMember("field", each: sorted.map { .members(members(of: $0, hasChoices: hasChoices, isByGroup: isByGroup)) })
    }

    private static func members(of field: ConstituentField, hasChoices: Bool, isByGroup: Bool) -> [ResultMember] {
        var members = [ResultMember("valueType", .text(field.type.rawValue)), ResultMember("label", .text(field.label))]
        if field.type == .text, let limit = field.record.limit { members.append(ResultMember("maxChars", .text(String(limit)))) }
        members.append(ResultMember("name", .text(field.name)))
        members.append(ResultMember("required", .text(field.isRequired ? "true" : "false")))
        if hasChoices, !field.choices.isEmpty {
            members.append(ResultMember("choices", .members([ResultMember("choice", each: field.choices.map { .text($0) })])))
        }
        guard isByGroup else { return members }
        return members + [
            ResultMember("group", .text(field.group.name)), ResultMember("subGroup", .text(field.group.part)),
            ResultMember("isUserModifiable", .text("true")),
        ]
    }

    /// Returns the values that a field may have. For a date they are the years of a life, up to the present one.
    static func choices(of field: ConstituentField, at now: Timestamp) -> [ResultValue] {
        guard field.type == .date else { return field.choices.map { .text($0) } }
        let year = 1970 + Int(now.seconds / 31_556_952)
        return (0...120).map { .text(String(year - $0)) }
    }
}
