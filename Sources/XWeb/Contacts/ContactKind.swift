import Accounts
import Operations

/// A kind of contact that a customer has several of: addresses, phones, faxes. Source: XWeb.docc/Contacts.md.
///
/// The vendor keeps each in two tables: one with the address itself, and one that links it to its customer. The link's key
/// is the key of the contact.
struct ContactKind: Sendable {
    /// The table of the store.
    let table: RowTable
    /// The columns of the link.
    let reference: VendorFields
    /// The columns of the address, phone or fax.
    let body: VendorFields
    /// The prefix of the link's columns: `cxa_`.
    let prefix: String
    /// The column with the code of the contact's type, in lists: `adt_code`.
    let typeCode: String
    /// The column with the key of the contact's type: `cxa_adt_key`.
    let typeKey: String
    /// The columns of the link that refer to the address, phone or fax, and the key there.
    let bodyKey: (reference: String, own: String)
    /// The code of the primary contact's type, if none is stored.
    static let primaryType = "Business"
    /// The codes of types.
    static let types = [primaryType, "Home", "Mailing", "Other"]
    /// The greatest number of contacts of one kind that a customer has, besides the primary one.
    static let limit = 100

    private init(
        table: RowTable, reference: VendorFields, body: VendorFields, prefix: String, typeCode: String, typeKey: String,
        bodyKey: (reference: String, own: String)
    ) {
        (self.table, self.reference, self.body, self.prefix) = (table, reference, body, prefix)
        (self.typeCode, self.typeKey, self.bodyKey) = (typeCode, typeKey, bodyKey)
        let keys: Set = [prefix + "key", prefix + "cst_key", prefix + "primary", bodyKey.reference, bodyKey.own]
        let made: Set = ["cxa_mailing_label", "cxa_mailing_label_html", "cph_phn_number_complete", "cfx_fax_number_complete"]
        stored = (reference.all + body.all).filter {
            !$0.isCalculated && !$0.isSecret && !keys.contains($0.name) && !made.contains($0.name) && $0.name != "adr_city_state_code"
        }
    }

    static let address = ContactKind(
        table: "xweb.address", reference: .addressReference, body: .address, prefix: "cxa_", typeCode: "adt_code", typeKey: "cxa_adt_key",
        bodyKey: ("cxa_adr_key", "adr_key"))
    static let phone = ContactKind(
        table: "xweb.phone", reference: .phoneReference, body: .phone, prefix: "cph_", typeCode: "pht_code", typeKey: "cph_pht_key",
        bodyKey: ("cph_phn_key", "phn_key"))
    static let fax = ContactKind(
        table: "xweb.fax", reference: .faxReference, body: .fax, prefix: "cfx_", typeCode: "fxt_code", typeKey: "cfx_fxt_key",
        bodyKey: ("cfx_fax_key", "fax_key"))

    /// The column with the key of the contact.
    var key: String { prefix + "key" }
    /// The column with the key of the customer.
    var owner: String { prefix + "cst_key" }
    /// The column that is 1 for the primary contact.
    var primary: String { prefix + "primary" }

    /// The column of the customer that refers to the primary contact: `cst_cxa_key`.
    var customerColumn: String { "cst_" + key }

    /// The kinds.
    static let all = [address, phone, fax]

    /// The columns that a caller can store. The others are keys, or made from other columns.
    let stored: [VendorField]

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
    /// Whether it is the one in the customer's own columns.
    let isPrimary: Bool
    /// The stored values, by column.
    var values: [String: String]

    /// The value of a column, or nil.
    subscript(column: String) -> String? {
        if let value = values[column] { return value }
        switch column {
        case kind.key: return key
        case kind.owner: return customer["cst_key"]
        case kind.primary: return isPrimary ? "1" : "0"
        case kind.bodyKey.reference, kind.bodyKey.own: return DerivedKey.guid(kind.bodyKey.own, key)
        case kind.typeKey: return isPrimary ? kind.key(ofType: ContactKind.primaryType) : nil
        case kind.typeCode: return self[kind.typeKey].flatMap(kind.type)
        case "adr_city_state_code": return joined(", ", "adr_city", "adr_state")
        case "cxa_mailing_label":
            return joined(", ", "adr_line1", "adr_line2", "adr_line3", "adr_city", "adr_state", "adr_post_code", "adr_country")
        case "cph_phn_number_complete": return joined(" x", "phn_number", "cph_extension")
        case "cfx_fax_number_complete": return joined(" x", "fax_number", "cfx_extension")
        default: return nil
        }
    }

    private func joined(_ separator: String, _ columns: String...) -> String? {
        let parts = columns.compactMap { values[$0] }
        return parts.isEmpty ? nil : parts.joined(separator: separator)
    }
}

extension ContactKind {
    /// The attribute of a customer with the key of the primary contact, if another contact was the primary one before.
    var primaryAttribute: String { "xweb.primary_" + key }

    /// Returns the key of the first primary contact of a customer, and for such a key the customer's. It is made so that one
    /// can be found by the other.
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

    /// Returns the key that the primary contact has, or will have. Nil for somebody who is no customer.
    func primaryKey(_ kind: ContactKind) -> String? {
        account.attributes[kind.primaryAttribute] ?? self["cst_key"].flatMap(kind.counterpart)
    }
}
