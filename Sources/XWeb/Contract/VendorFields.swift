import Accounts
import Operations

/// A field of the vendor's contract: its name, and its simple type in each build that has it.
struct VendorField: Sendable {
    let name: String
    /// The type in the build of 2010. Nil if that build does not have the field.
    let earlier: SimpleType?
    /// The type in the build of 2015.
    let later: SimpleType
    /// What the value tells about a person. Nil if nobody is identified by it.
    let personal: PersonalData?

    /// Returns the type in a build, or nil if the build does not have the field.
    func type(in build: XWebBuild) -> SimpleType? { build == .y2010 ? earlier : later }

    /// Whether the vendor makes the value: names from their parts, copies from other records, dates and names of
    /// writers.
    var isCalculated: Bool {
        ["_cp", "_dn", "_add_date", "_add_user", "_change_date", "_change_user", "_delete_flag"].contains { name.hasSuffix($0) }
    }
}

extension VendorField {
    /// Whether the value is a secret, which callers can send and no answer contains.
    var isSecret: Bool {
        ["cst_web_password", "cst_new_password", "cst_new_password_confirm", "cst_salt", "_secret"].contains { name.hasSuffix($0) }
    }

    /// Whether the values are dates.
    var isDate: Bool { later.name.hasPrefix("av_date") }

    /// The field as an element of a complex type. Nil if the build does not have it.
    func element(in build: XWebBuild) -> ComplexType.Element? {
        type(in: build).map { .init(name, .simple($0), isWriteOnly: isSecret) }
    }
}

extension VendorField {
    /// Returns the types that the second word of a row means.
    fileprivate static func types(_ word: Substring) -> [SimpleType] { word.split(separator: "/").compactMap(VendorType.named) }
}

/// Fields in the vendor's order, written as a table: a name and a word for its type, separated by commas. A `+` marks a
/// field that came with the build of 2015. `a/b` is a type that is `a` in 2010 and `b` in 2015. A number is the length of
/// a text. The other words are those of ``VendorType``. A third word says what the value tells about a person; addresses of e-mail, phones
/// and the names of those who write need none.
struct VendorFields: Sendable, ExpressibleByStringLiteral {
    let all: [VendorField]

    init(_ all: [VendorField]) {
        self.all = all
    }

    init(stringLiteral table: String) {
        all = table.split { $0 == "," || $0 == "\n" }.compactMap { row in
            let words = row.split(separator: " ")
            guard (2...3).contains(words.count), let first = VendorField.types(words[1]).first, let last = VendorField.types(words[1]).last
            else { return nil }
            let name = words[0]
            let personal = words.count == 3 ? PersonalData(rawValue: String(words[2])) : VendorType.personal[String(words[1])]
            let isLater = name.hasPrefix("+")
            return VendorField(
                name: String(isLater ? name.dropFirst() : name), earlier: isLater ? nil : first, later: last, personal: personal)
        }
    }

    /// Returns the fields with a prefix before their names. The vendor tells the tables of one record apart in this way.
    func prefixed(_ prefix: String) -> VendorFields {
        VendorFields(
            all.map { VendorField(name: prefix + $0.name, earlier: $0.earlier, later: $0.later, personal: $0.personal) })
    }

    static func + (first: VendorFields, second: VendorFields) -> VendorFields { VendorFields(first.all + second.all) }
}
