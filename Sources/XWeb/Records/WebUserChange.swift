import ASMX
import Accounts
import Calls
import Operations
import Text
import XML

/// The requested change of a web user: values of columns, and a password.
struct WebUserChange {
    /// The columns to set, by name. An empty value removes the column's value.
    private(set) var columns: [(column: RecordField, value: String)] = []
    /// A new password. A caller that may call the operation can set it without the old one.
    private(set) var password: Password?
    /// Whether the password must be changed at the next sign-in. Nil leaves this unchanged.
    private(set) var mustChangePassword: Bool?
    /// The columns named so far.
    private var names: Set<String> = []

    /// Creates a change from a value of a complex type. Empty elements count as not sent, because callers send all
    /// elements of the type (XWeb.docc/Records.md). Such a value can therefore not remove anything.
    init(_ value: ComplexValue) throws(XWebRefusal) {
        var passwords: [String: String] = [:]
        for element in value.type.elements {
            guard let part = value[record: element.name] else { continue }
            for field in part.type.elements {
                guard let text = part[text: field.name], !text.isEmpty else { continue }
                if field.isWriteOnly {
                    passwords[field.name] = text
                } else if WebUserColumn.fields[field.name] != nil {
                    try set(field.name, text)
                }
            }
        }
        guard passwords["cst_new_password"] == passwords["cst_new_password_confirm"] else {
            throw .errorOccurred("cst_new_password and cst_new_password_confirm differ.", .confirmationDiffers)
        }
        try setPassword(passwords["cst_new_password"] ?? passwords["cst_web_password"])
    }

    /// Creates a change from any XML. Every element without child elements is a column, inside any other elements,
    /// because callers wrap columns in several ways. An empty element removes the column's value. The plain text of
    /// `cst_web_password` is the new password.
    init(_ tree: XMLTree) throws(XWebRefusal) {
        for leaf in tree.leaves {
            switch ASCII.lowercased(leaf.name) {
            case "cst_web_password": try setPassword(leaf.text.isEmpty ? nil : leaf.text)
            case let name: try set(name, leaf.text)
            }
        }
    }

    /// Whether the change is empty.
    var isEmpty: Bool { columns.isEmpty && password == nil && mustChangePassword == nil }

    private mutating func set(_ name: String, _ value: String) throws(XWebRefusal) {
        guard let column = WebUserColumn.fields[name] else {
            throw .errorOccurred("Invalid column name '\(name)'.", .fieldNotAllowed)
        }
        guard XMLWriter.isXMLText(value) else { throw .errorOccurred("\(name) has characters that XML cannot carry.") }
        if case .tooLong(_, let limit)? = column.refusal(of: .text(value)) {
            throw .field(.tooLong(name, limit: limit))
        }
        guard names.insert(column.name).inserted else { throw .field(.givenTwice(name)) }
        if WebUserColumn.isIgnored(column) { return }
        if case .attribute = column.source, let refusal = VendorContainer.fields[column.name]?.later.refusal(of: value) {
            throw .errorOccurred("\(name) must be \(refusal).")
        }
        if column.name == "cst_web_force_password_change" {
            switch ASCII.lowercased(value) {
            case "1", "true": mustChangePassword = true
            case "0", "false", "": mustChangePassword = false
            default: throw .errorOccurred("\(name) must be 0 or 1.")
            }
            return
        }
        columns.append((column, value))
    }

    private mutating func setPassword(_ text: String?) throws(XWebRefusal) {
        guard let text else { return }
        guard XMLWriter.isXMLText(text) else { throw .errorOccurred("The password has characters that XML cannot carry.") }
        password = Password(text)
    }
}

extension WebUserChange {
    /// Returns the changes of an account's attributes and identities. `present` is the web user before the change, or
    /// nil for a new one.
    func accountChanges(of present: WebUserRecord?) throws(XWebRefusal) -> AccountChanges {
        var given: [(field: RecordField, value: FieldValue?)] = []
        var status: AccountStatus?
        for (column, value) in columns {
            switch column.source {
            case .derived: try Self.apply(column, value, of: present, to: &status)
            case .identity where !column.isWritable: try Self.checkKey(column, value, of: present)
            case .identity(let scheme):
                let value = XMLText.trimmed(value)
                guard scheme != XWebScheme.email || value.isEmpty || Self.isAddress(value) else {
                    throw .errorOccurred("\(column.name) is not an e-mail address.")
                }
                given.append((column, value.isEmpty ? nil : .text(value)))
            case .attribute: given.append((column, value.isEmpty ? nil : .text(value)))
            }
        }
        var changes = try Self.changes(given, of: present)
        changes.status = status
        if columns.contains(where: { ["ind_first_name", "ind_mid_name", "ind_last_name"].contains($0.column.name) }) {
            changes.attributes[XWebAttribute.key(ofField: "ind_full_name_cp")] = .some(nil)
        }
        let login = changes.identity(XWebScheme.webLogin, of: present?.person)
        let signInName = login ?? changes.identity(XWebScheme.email, of: present?.person)
        if signInName != present?.person.identity(XWebScheme.signInName) {
            changes.replace(XWebScheme.signInName, by: signInName.map { [$0] } ?? [], of: present?.person)
        }
        return changes
    }

    private static func changes(
        _ given: [(field: RecordField, value: FieldValue?)], of present: WebUserRecord?
    ) throws(XWebRefusal) -> AccountChanges {
        do {
            return try WebUserColumn.fields.changes(given, of: present?.person)
        } catch {
            throw .field(error)
        }
    }

    /// Applies a column that is derived from others. Callers send these back unchanged, which is not a change. Of those
    /// with a meaning of their own, only the one that disables the login can be set.
    private static func apply(
        _ column: RecordField, _ value: String, of present: WebUserRecord?, to status: inout AccountStatus?
    ) throws(XWebRefusal) {
        guard !value.isEmpty, value != present?.value(of: column) else { return }
        switch (column.name, value) {
        case ("cst_web_login_disabled_flag", "1"): status = .disabled
        case ("cst_web_login_disabled_flag", "0"): if present != nil { status = .active }
        case ("cst_delete_flag", "0"), ("ind_delete_flag", "0"), ("cst_type", "Individual"): break
        case ("org_name", _), ("vst_member_flag", _), ("adr_city_state_code", _):
            throw .errorOccurred("\(column.name) is made from other columns and cannot be set.", .fieldNotAllowed)
        default: throw .errorOccurred("\(column.name) cannot be changed.", .fieldNotAllowed)
        }
    }

    /// Throws if a key would change. Keys never change, but callers send them back, so the same key is allowed.
    private static func checkKey(_ column: RecordField, _ value: String, of present: WebUserRecord?) throws(XWebRefusal) {
        let own = present?.value(of: column)
        let isOwn = value == own || own != nil && GUIDText.normalized(value) == own
        guard isOwn || present == nil || value.isEmpty else { throw .errorOccurred("\(column.name) cannot be changed.", .fieldNotAllowed) }
    }

    private static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty && !$0.contains(where: \.isWhitespace) }
    }
}

extension XWebRefusal {
    /// The answer to a value that a column cannot have. The vendor's messages are not known.
    static func field(_ refusal: FieldRefusal) -> XWebRefusal {
        switch refusal {
        case .notWritable(let name): .errorOccurred("\(name) cannot be changed.", .fieldNotAllowed)
        case .wrongKind(let name, let kind): .errorOccurred("\(name) is no \(kind).")
        case .tooLong(let name, let limit): .errorOccurred("\(name) is longer than \(limit) characters.")
        case .givenTwice(let name): .errorOccurred("\(name) is named twice.")
        }
    }
}
