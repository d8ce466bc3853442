import Accounts
import XML

/// The properties of a user to set. Those that are not given stay as they are.
struct ArcherUserChange {
    /// The values of fields. A nil value removes what a field has.
    private(set) var values: [(field: RecordField, value: FieldValue?)] = []
    /// The id of the security parameter. Nil leaves it unchanged.
    var securityParameter: Int32?
    /// Whether the user may sign in. Nil leaves it unchanged.
    var status: AccountStatus?
    /// Whether the password must be changed at the next sign-in to the user interface. Nil leaves it unchanged.
    var forcesPasswordChange: Bool?
    /// The ids of the roles, in the place of the present ones. Nil leaves them unchanged.
    var roles: [Int32]?
    /// The ids of the groups, in the place of the present ones. Nil leaves them unchanged.
    var groups: [Int32]?
    /// The contacts, in the place of the present ones. Nil leaves them unchanged.
    var contacts: [ArcherContact]?

    /// Sets a field to a text. An empty text, like none, is no value. Throws if the field cannot have it; `parameter` is
    /// the name under which the caller gave it.
    mutating func set(_ field: RecordField, to text: String?, as parameter: String) throws(ArcherRefusal) {
        let text = text ?? ""
        if ArcherUserField.required.contains(where: { $0 === field }), text.allSatisfy(\.isWhitespace) {
            throw .badValue(parameter, "it is empty")
        }
        let given: String
        switch field {
        case ArcherUserField.timeZone: given = try Self.timeZone(text, as: parameter)
        case ArcherUserField.locale: given = try Self.locale(text, as: parameter)
        case ArcherUserField.userName, ArcherUserField.domain:
            guard !ArcherScheme.hasSeparator(text) else { throw .badValue(parameter, "it has a backslash") }
            given = text
        default: given = text
        }
        // A character may have any number of combining marks.
        if let limit = field.limit, given.utf8.count > 4 * limit { throw .badValue(parameter, "it is longer than \(limit) characters") }
        guard XMLWriter.isXMLText(given) else { throw .badValue(parameter, "it has a character that XML does not have") }
        do throws(FieldRefusal) {
            values.append((field, try field.value(given: given)))
        } catch {
            throw Self.refusal(error, parameter)
        }
    }

    /// Sets a field that is no text.
    mutating func set(_ field: RecordField, to value: FieldValue) { values.append((field, value)) }

    /// Returns the changes of an account that set the fields. `person` is nil for a new one.
    func fieldChanges(of person: Person?) throws(ArcherRefusal) -> AccountChanges {
        do throws(FieldRefusal) {
            return try ArcherUserField.all.changes(values, of: person)
        } catch {
            throw Self.refusal(error, "")
        }
    }

    private static func refusal(_ refusal: FieldRefusal, _ parameter: String) -> ArcherRefusal {
        switch refusal {
        case .tooLong(let name, let limit): .badValue(parameter.isEmpty ? name : parameter, "it is longer than \(limit) characters")
        case .wrongKind(let name, _): .badValue(parameter.isEmpty ? name : parameter, "it is no value of this field")
        case .notWritable(let name): .badValue(parameter.isEmpty ? name : parameter, "it cannot be set")
        case .givenTwice(let name): .badValue(parameter.isEmpty ? name : parameter, "it is given twice")
        }
    }

    /// Returns the id of a time zone, or an empty text for that of the instance.
    private static func timeZone(_ text: String, as parameter: String) throws(ArcherRefusal) -> String {
        guard !text.isEmpty else { return "" }
        guard let id = WindowsTimeZones.id(of: text) else { throw .badValue(parameter, "there is no such time zone") }
        return id
    }

    /// Returns the name of a culture: `ll`, `ll-CC` or `ll-Ssss-CC`.
    private static func locale(_ text: String, as parameter: String) throws(ArcherRefusal) -> String {
        guard !text.isEmpty else { return "" }
        guard text.utf8.count <= 16, text.wholeMatch(of: /[A-Za-z]{2,3}(-[A-Za-z]{4})?(-[A-Za-z]{2})?/) != nil else {
            throw .badValue(parameter, "there is no such culture")
        }
        return text
    }
}

extension RecordField {
    /// Lets a field be a case of a switch: each is one object.
    static func ~= (pattern: RecordField, field: RecordField) -> Bool { pattern === field }
}
