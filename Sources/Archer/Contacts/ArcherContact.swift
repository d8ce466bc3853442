import Accounts
import XML

/// An e-mail address or a telephone number of a user. Source: Archer.docc/Contacts.md.
struct ArcherContact: Hashable, Sendable {
    /// The number of the contact among those of its user, from 1. 0 for one that has none yet.
    var id: Int32 = 0
    /// The type: see ``ArcherContactKind``. Unknown numbers are stored as they are.
    var type: Int32
    /// The subtype. Unknown numbers are stored as they are.
    var subtype: Int32
    /// The address or the number.
    var value: String
    /// Whether it is the address that is used first. At most one e-mail address of a user is, and nothing else.
    var isDefault = false

    /// Whether it is an e-mail address.
    var isEmail: Bool { type == ArcherContactKind.email.id }

    /// The greatest number of contacts of a user. No source names the vendor's limit.
    static let maximumCount = 50
    /// The greatest length of a value in characters. No source names the vendor's limit.
    static let maximumLength = 256

    /// Returns whether type, subtype and value are equal.
    func isSame(as other: ArcherContact) -> Bool {
        type == other.type && subtype == other.subtype && value.utf8.elementsEqual(other.value.utf8)
    }

    /// Throws what `refuse` returns for a value that cannot be stored.
    static func check(_ value: String, refuse: (String) -> ArcherRefusal) throws(ArcherRefusal) {
        guard value.contains(where: { !$0.isWhitespace }) else { throw refuse("it is empty") }
        guard value.utf8.count <= 4 * maximumLength, value.count <= maximumLength else {
            throw refuse("it is longer than \(maximumLength) characters")
        }
        guard XMLWriter.isXMLText(value) else { throw refuse("it has a character that XML does not have") }
    }
}

/// Contacts as an account has them: one attribute with a line for each, and their values as identities.
extension ArcherContact {
    /// Returns the contacts of a person, in the order in which they were added.
    static func all(of person: Person) -> [ArcherContact] {
        guard let text = person.account.attributes[ArcherAttribute.contacts], case .list(let lines) = FieldValue(stored: text, .list) else {
            return []
        }
        return lines.compactMap(ArcherContact.init(line:))
    }

    /// Returns the default e-mail address of a person, or an empty text.
    static func defaultEmail(of person: Person) -> String {
        all(of: person).first { $0.isEmail && $0.isDefault }?.value ?? ""
    }

    /// Adds contacts to changes of an account, in the place of all that it has. They get numbers if they have none.
    static func set(_ contacts: [ArcherContact], in changes: inout AccountChanges, of person: Person?) {
        var last = contacts.map(\.id).max() ?? 0
        let numbered = contacts.map { contact in
            var contact = contact
            if contact.id == 0 {
                last += 1
                contact.id = last
            }
            return contact
        }
        let stored = FieldValue.list(numbered.map(\.line)).stored
        guard stored != person?.account.attributes[ArcherAttribute.contacts] else { return }
        changes.attributes[ArcherAttribute.contacts] = .some(stored)
        changes.replace(ArcherScheme.contact, by: numbered.map(\.value), of: person)
    }

    /// Adds contacts to changes of an account, in the place of all that it has. Those that name the number of a present one keep it; the
    /// others get new numbers.
    static func replace(by contacts: [ArcherContact], in changes: inout AccountChanges, of person: Person?) {
        var free = Set(person.map { all(of: $0).map(\.id) } ?? [])
        let numbered = contacts.map { contact in
            var contact = contact
            if free.remove(contact.id) == nil { contact.id = 0 }
            return contact
        }
        set(numbered, in: &changes, of: person)
    }

    /// Returns contacts of which only e-mail addresses are defaults, and only that at `index` if it is not nil.
    static func settling(_ contacts: [ArcherContact], defaultAt index: Int?) -> [ArcherContact] {
        contacts.enumerated().map { position, contact in
            var contact = contact
            if !contact.isEmail || (index != nil && position != index) { contact.isDefault = false }
            return contact
        }
    }

    /// The contact as a line: its numbers, the mark of the default, and the value.
    private var line: String { "\(id) \(type) \(subtype) \(isDefault ? 1 : 0) \(value)" }

    private init?(line: String) {
        let parts = line.split(separator: " ", maxSplits: 4, omittingEmptySubsequences: false)
        guard parts.count == 5, let id = Int32(parts[0]), let type = Int32(parts[1]), let subtype = Int32(parts[2]) else { return nil }
        self.init(id: id, type: type, subtype: subtype, value: String(parts[4]), isDefault: parts[3] == "1")
    }
}

/// A type or a subtype of contacts.
struct ArcherContactKind: Sendable {
    let id: Int32
    let name: String

    static let email = ArcherContactKind(id: 7, name: "Email")
    static let business = ArcherContactKind(id: 2, name: "Business")

    /// The types.
    static let types = [email, ArcherContactKind(id: 9, name: "Phone")]
    /// The subtypes.
    static let subtypes = [
        ArcherContactKind(id: 1, name: "Assistant"), business, ArcherContactKind(id: 3, name: "Home"),
        ArcherContactKind(id: 5, name: "Fax"), ArcherContactKind(id: 7, name: "Pager"), ArcherContactKind(id: 9, name: "Mobile"),
    ]
}
