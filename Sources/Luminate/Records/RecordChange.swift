import Accounts
import Calls
import Operations
import Text

/// The requested change of a record, or the content of a new one. Source: Luminate.docc/Records.md.
struct RecordChange: Sendable {
    /// The fields to set, with their values.
    var fields: [(field: ConstituentField, value: FieldValue)] = []
    /// A new password.
    var password: Password?
    /// The ids of what to become a member of, and of what to leave.
    var memberships: [(group: LuminateGroup, added: [Int64], removed: [Int64])] = []
    /// What the interaction about the change says.
    var interaction = Interaction.Text()

    /// The greatest number of ids in a list. Our choice.
    static let longestList = 1000

    /// Returns the new value of a field with the scheme of an identity. Nil if the field is not given.
    func identity(_ scheme: IdentityScheme) -> Identity? {
        fields.first { $0.field.record.scheme == scheme }?.value.stored.map { Identity(scheme, $0) }
    }

    /// Returns the changes of an account. `person` is the constituent before the change, or nil for a new one.
    func accountChanges(of person: Person?) throws -> AccountChanges {
        var changes: AccountChanges
        do throws(FieldRefusal) {
            changes = try ConstituentFields.records.changes(fields.map { ($0.field.record, $0.value) }, of: person)
        } catch {
            throw Refusal(error)
        }
        if let zip = identity(LuminateScheme.column("zip")) {
            changes.replace(
                LuminateScheme.zipOfFive, by: LuminateScheme.zipOfFive(in: zip.value).map { [$0.value] } ?? [], of: person)
        }
        return changes
    }
}

extension Refusal {
    /// Creates the refusal of a value that a field cannot have.
    init(_ refusal: FieldRefusal) {
        switch refusal {
        case .tooLong(let name, let limit): self.init(.valueTooLong, reason: "\(name) is longer than \(limit) characters")
        case .wrongKind(let name, let kind): self.init(.validationFailed, reason: "\(name) is no \(kind)")
        case .notWritable(let name): self.init(.validationFailed, .fieldNotAllowed, reason: "\(name) cannot be set")
        case .givenTwice(let name): self.init(.validationFailed, reason: "\(name) is given twice")
        }
    }
}

extension ConstituentField {
    /// Returns the value that a caller gives as a text. Throws code 23 for a long one, 35 for characters that XML cannot
    /// carry, and 22 for one that the field cannot have.
    func value(given text: String) throws -> FieldValue {
        // A date may have a time and a zone behind it, which are not stored.
        try checkStorable(text, name, limit: type == .date ? 40 : record.limit ?? 255)
        let value: FieldValue? =
            switch type {
            case .boolean: Self.flag(text).map { .flag($0) }
            case .date: CivilDate(String(text.prefix(10))).flatMap { Self.isDate(text) ? .text($0.description) : nil }
            case .enumeration: choices.isEmpty || choices.contains(text) ? .text(text) : nil
            case .text: .text(text)
            }
        guard let value, Self.isAllowed(text, as: record.scheme) else {
            throw Refusal(.validationFailed, reason: "\(name) cannot have the given value")
        }
        return value
    }

    /// Returns the boolean that callers write in several ways: `true`, `t`, `yes` and `1`, or `false`, `f`, `no` and `0`, in
    /// any letter case.
    private static func flag(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "t": true
        case "f": false
        default: FieldValue(stored: text, .flag) == nil ? nil : FieldValue(stored: text, .flag) == .flag(true)
        }
    }

    /// Returns whether a text is a date with a time and a zone or without, as answers have it.
    private static func isDate(_ text: String) -> Bool {
        let (date, rest) = (text.prefix(10), text.dropFirst(10))
        guard let first = rest.first, "Z+-".contains(first) else { return DateText.moments(of: text) != nil }
        return DateText.moments(of: "\(date)T00:00:00\(rest)") != nil
    }

    private static func isAllowed(_ text: String, as scheme: IdentityScheme?) -> Bool {
        switch scheme {
        case LuminateScheme.primaryEmail: EmailAddress.isValid(text)
        case LuminateScheme.userName:
            text.unicodeScalars.allSatisfy { scalar in
                scalar.properties.isAlphabetic || scalar.properties.numericType != nil || "-_@.%:".unicodeScalars.contains(scalar)
            }
        default: true
        }
    }
}

extension Parameter<RecordChange> {
    /// Returns the parameters with what a record is to have. Those that select a record are not among them.
    ///
    /// - Parameter removes: Whether memberships may be ended.
    static func recordChange(removes: Bool) -> Self {
        let fields = ConstituentFields.all.filter { $0.record.isWritable && $0.name != "member_id" }
        var shown = fields.map { field in
            let secrecy = field.name == "reminder_hint" ? ParameterDescription.Secrecy.secret : .none
            return ParameterDescription(field.name, secrecy: secrecy, "The field \"\(field.label)\" of the record.")
        }
        shown += [ConstituentFields.passwordName, "password"].map { ParameterDescription($0, secrecy: .password, "A new password.") }
        for verb in removes ? ["add", "remove"] : ["add"] {
            shown += ["group", "interest", "center", "center_opt_in"].map {
                ParameterDescription(
                    "\(verb)_\($0)_ids", type: "xsd:string", "Ids of what the record is to \(verb == "add" ? "join" : "leave").")
            }
        }
        let interaction = Parameter<Interaction.Text>.interaction(needsSubject: false, hasType: false)
        shown += interaction.shown
        shown.append(ParameterDescription("suppress_cleaning", type: "xsd:boolean", "Keeps the address as it is, which is done anyway."))
        return Parameter(shown: shown) { source in
            let parameters = source.parameters
            var change = RecordChange(interaction: try interaction.read(source))
            // A member id logs in where authenticateUser asks for it, so constituents do not give themselves another one.
            let isOwn = removes && source.servlet == .client
            for field in ConstituentFields.all where field.record.isWritable && !(isOwn && field.name == "member_id") {
                guard let text = ([field.name] + field.record.aliases).lazy.compactMap(parameters.given).first else { continue }
                change.fields.append((field, try field.value(given: text)))
            }
            if let text = parameters.given(ConstituentFields.passwordName) ?? parameters.given("password") {
                try checkStorable(text, ConstituentFields.passwordName, limit: ConstituentFields.longestPassword)
                change.password = Password(text)
            }
            change.memberships = try memberships(source, removes: removes)
            return change
        }
    }

    private static func memberships(
        _ source: ParameterSource, removes: Bool
    ) throws -> [(group: LuminateGroup, added: [Int64], removed: [Int64])] {
        for name in ["add_center_ids", "add_center_opt_in_ids", "remove_center_ids", "remove_center_opt_in_ids"]
        where source.parameters.given(name) != nil {
            throw Refusal(.validationFailed, reason: "\(name) is given, and a site has no centres")
        }
        return try LuminateGroup.allCases.map { group in
            let added = try ids("add_\(group.rawValue)_ids", source.parameters)
            let removed = removes ? try ids("remove_\(group.rawValue)_ids", source.parameters) : []
            guard group != .group || source.servlet == .server || added.isEmpty && removed.isEmpty else {
                throw Refusal(.methodNotAllowed, .missingPrivilege, reason: "only the server servlet changes groups")
            }
            return (group, added, removed)
        }
    }

    /// Returns the ids in a list with commas between them.
    private static func ids(_ name: String, _ parameters: Parameters) throws -> [Int64] {
        guard let text = parameters.given(name) else { return [] }
        let entries = text.split(separator: ",", maxSplits: RecordChange.longestList)
        guard entries.count <= RecordChange.longestList else {
            throw Refusal(.valueTooLong, reason: "\(name) has more than \(RecordChange.longestList) ids")
        }
        return try entries.map { entry in
            guard let id = Number.natural(String(ASCII.trimmed(entry))) else {
                throw Refusal(.validationFailed, reason: "\(name) has an id that is no number")
            }
            return id
        }
    }
}
