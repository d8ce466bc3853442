import Accounts
import Operations

/// A kind of contact that a customer has several of: addresses, phones, faxes. Source: XWeb.docc/Contacts.md.
///
/// The vendor keeps each in two tables: one with the address itself, and one that links it to its customer. The link's key
/// is the key of the contact.
struct ContactKind: Sendable {
    /// The vendor's word for a contact, in the names of operations and containers: `Address`.
    let name: String
    /// The word for several: `Addresses`.
    let plural: String
    /// The table of the store.
    let table: RowTable
    /// The columns of the link.
    let reference: VendorFields
    /// The columns of the address, phone or fax.
    let body: VendorFields
    /// The prefixes of the columns of the link (`cxa_`), of the address, phone or fax (`adr_`), and of its type (`adt_`).
    let prefixes: (reference: String, body: String, type: String)
    /// The column with the whole contact. In lists it follows its parts.
    let label: JoinedColumn
    /// The columns that are made from others, ``label`` among them.
    let joined: [JoinedColumn]
    /// The columns that a caller can store. The others are keys, or made from other columns.
    let stored: [VendorField]
    /// The code of the primary contact's type, if none is stored.
    static let primaryType = "Business"
    /// The codes of types.
    static let types = [primaryType, "Home", "Mailing", "Other"]
    /// The greatest number of contacts of one kind that a customer has, besides the primary one.
    static let limit = 100

    private init(
        _ name: String, _ plural: String, _ table: RowTable, _ reference: VendorFields, _ body: VendorFields,
        prefixes: (reference: String, body: String, type: String), label: JoinedColumn, others: [JoinedColumn] = []
    ) {
        (self.name, self.plural, self.table, self.reference, self.body) = (name, plural, table, reference, body)
        (self.prefixes, self.label, joined) = (prefixes, label, [label] + others)
        let keys = [prefixes.reference + "cst_key", prefixes.reference + "primary", prefixes.body + "key"]
        let made = Set(keys + [prefixes.reference + "key", prefixes.reference + prefixes.body + "key"] + joined.map(\.name))
        stored = (reference.all + body.all).filter { !$0.isCalculated && !$0.isSecret && !made.contains($0.name) }
    }

    static let address = ContactKind(
        "Address", "Addresses", "xweb.address", .addressReference, .address, prefixes: ("cxa_", "adr_", "adt_"),
        label: JoinedColumn(
            "cxa_mailing_label", ", ", ["adr_line1", "adr_line2", "adr_line3", "adr_city", "adr_state", "adr_post_code", "adr_country"]),
        // A label in HTML is not made, and callers cannot store one.
        others: [.cityAndState, JoinedColumn("cxa_mailing_label_html", "", [])])
    static let phone = ContactKind(
        "Phone", "Phones", "xweb.phone", .phoneReference, .phone, prefixes: ("cph_", "phn_", "pht_"),
        label: JoinedColumn("cph_phn_number_complete", " x", ["phn_number", "cph_extension"]))
    static let fax = ContactKind(
        "Fax", "Faxes", "xweb.fax", .faxReference, .fax, prefixes: ("cfx_", "fax_", "fxt_"),
        label: JoinedColumn("cfx_fax_number_complete", " x", ["fax_number", "cfx_extension"]))

    /// The kinds.
    static let all = [address, phone, fax]

    /// The column with the key of the contact.
    var key: String { prefixes.reference + "key" }
    /// The column with the key of the customer.
    var owner: String { prefixes.reference + "cst_key" }
    /// The column that is 1 for the primary contact.
    var primary: String { prefixes.reference + "primary" }
    /// The column with the key of the address, phone or fax: `adr_key`.
    var bodyKey: String { prefixes.body + "key" }
    /// The column of the link that refers to it: `cxa_adr_key`.
    var bodyReference: String { prefixes.reference + bodyKey }
    /// The column with the code of the contact's type, in lists: `adt_code`.
    var typeCode: String { prefixes.type + "code" }
    /// The column of the link with the key of the contact's type: `cxa_adt_key`.
    var typeKey: String { prefixes.reference + prefixes.type + "key" }

    /// The columns with the date on which a contact was added: `cxa_add_date` and `adr_add_date`.
    var addDates: [String] { [prefixes.reference + "add_date", prefixes.body + "add_date"] }
    /// The columns with the date of a contact's last change.
    var changeDates: [String] { [prefixes.reference + "change_date", prefixes.body + "change_date"] }

    /// The column of the customer that refers to the primary contact: `cst_cxa_key`.
    var customerColumn: String { "cst_" + key }

    /// Returns the key of a type.
    func key(ofType code: String) -> String { DerivedKey.guid(typeKey, code.lowercased()) }

    /// Returns the code of a type, or nil for a key that no type has.
    func type(ofKey key: String) -> String? { Self.types.first { self.key(ofType: $0) == key } }
}

/// An address, phone or fax of a customer.
struct Contact {
    let kind: ContactKind
    /// The key of the contact.
    let key: String
    let customer: WebUserRecord
    /// Whether this contact is the one in the customer's own columns.
    let isPrimary: Bool
    /// The stored values, by column.
    var values: [String: String]

    /// The value of a column, or nil.
    subscript(column: String) -> String? {
        if let value = values[column] { return value }
        if let made = kind.joined.first(where: { $0.name == column }) { return made.value { values[$0] } }
        switch column {
        case kind.key: return key
        case kind.owner: return customer["cst_key"]
        case kind.primary: return isPrimary ? "1" : "0"
        case kind.bodyReference, kind.bodyKey: return DerivedKey.guid(kind.bodyKey, key)
        case kind.typeKey: return isPrimary ? kind.key(ofType: ContactKind.primaryType) : nil
        case kind.typeCode: return self[kind.typeKey].flatMap(kind.type)
        case _ where isPrimary && (kind.addDates + kind.changeDates).contains(column): return customer[column]
        // A contact of a fixture was added with its customer.
        case _ where kind.addDates.contains(column): return customer["cst_add_date"]
        case _ where kind.changeDates.contains(column): return values[kind.prefixes.reference + "add_date"] ?? customer["cst_add_date"]
        default: return nil
        }
    }
}

/// A column that is made from others: their values, joined.
struct JoinedColumn: Sendable {
    let name: String
    let separator: String
    let parts: [String]

    init(_ name: String, _ separator: String, _ parts: [String]) {
        (self.name, self.separator, self.parts) = (name, separator, parts)
    }

    static let cityAndState = JoinedColumn("adr_city_state_code", ", ", ["adr_city", "adr_state"])

    /// Returns the value. Nil if no part has one.
    func value(_ read: (String) -> String?) -> String? {
        let values = parts.compactMap(read)
        return values.isEmpty ? nil : values.joined(separator: separator)
    }
}

extension ContactKind {
    /// The attribute of a customer with the key of the primary contact. The first primary contact needs none: its key is made
    /// from the customer's.
    var primaryAttribute: String { "xweb.primary_" + key }

    /// The attribute of a customer with the moment at which the primary contact was added, in milliseconds since 1970.
    /// Without it, the contact is as old as the customer.
    var primaryAddedAttribute: String { "xweb.primary_\(prefixes.reference)added_at" }

    /// Returns the key of a customer's first primary contact. For such a key, returns the customer's, so that each can be
    /// found by the other.
    func counterpart(of key: String) -> String? {
        guard let key = GUIDText.normalized(key), let mask = GUIDText.normalized(DerivedKey.guid("contact", self.key)) else { return nil }
        let bytes = zip(Self.digits(key), Self.digits(mask)).map { String($0 ^ $1, radix: 16) }
        return GUIDText.normalized(bytes.joined())
    }

    private static func digits(_ guid: String) -> [Int] { guid.compactMap(\.hexDigitValue) }
}

extension WebUserRecord {
    /// Returns the primary contact, which is in the customer's own columns. Nil if these have no value.
    func primary(_ kind: ContactKind) -> Contact? {
        var values: [String: String] = [:]
        for field in kind.stored { values[field.name] = attribute(field.name) }
        guard let key = primaryKey(kind), kind.body.all.contains(where: { values[$0.name] != nil }) else { return nil }
        return Contact(kind: kind, key: key, customer: self, isPrimary: true, values: values)
    }

    /// Returns when the primary contact was added.
    func primaryAddedAt(_ kind: ContactKind) -> Timestamp {
        account.attributes[kind.primaryAddedAttribute].flatMap { Int64($0) }.map(Timestamp.init(milliseconds:)) ?? account.createdAt
    }

    /// Returns the key that the primary contact has, or will have. Nil if the person is not a customer.
    func primaryKey(_ kind: ContactKind) -> String? {
        account.attributes[kind.primaryAttribute] ?? self["cst_key"].flatMap(kind.counterpart)
    }
}
