import Accounts
import Operations
import XML

/// The simple types of the vendor's contract. Source: XWeb.docc/Contract.md.
enum VendorType {
    /// A key: a GUID, with or without braces and hyphens.
    static let key = SimpleType("av_key_Type", .string, pattern: "[{]?[0-9a-fA-F]{8}[\\-]?([0-9a-fA-F]{4}[\\-]?){3}[0-9a-fA-F]{12}[}]?")
    /// A record number: an integer of 64 bits.
    static let recordNumber = SimpleType("av_recno_Type", .integer, range: Int64.min...Int64.max)
    /// A flag, 0 or 1.
    static let flag = SimpleType("av_flag_Type", .unsignedByte)
    /// The flag that marks a deleted record, 0 or 1.
    static let deleteFlag = SimpleType("av_delete_flag_Type", .unsignedByte)
    /// An e-mail address.
    static let email = SimpleType("av_email_Type", .string, maximumLength: 80)
    /// A text whose length has no limit, such as a new password.
    static let unlimited = SimpleType("stringLength0_Type", .string)

    /// Returns the type of texts with at most this many characters.
    static func text(_ length: Int) -> SimpleType {
        SimpleType("stringLength\(length)_Type", .string, maximumLength: length)
    }

    /// Returns the type that a word of ``VendorFields`` means, or nil.
    static func named(_ word: Substring) -> SimpleType? { Int(word).map { $0 == 0 ? unlimited : text($0) } ?? named[String(word)] }

    /// What values of a type tell about people, by the type's word.
    static let personal: [String: PersonalData] = ["email": .mail, "phone": .number, "fax": .number, "handle": .name, "user": .name]

    private static let named: [String: SimpleType] = [
        "key": key, "recno": recordNumber, "flag": flag, "deleted": deleteFlag, "email": email,
        "phone": SimpleType("av_phone_Type", .string, maximumLength: 30),
        "fax": SimpleType("av_fax_Type", .string, maximumLength: 30),
        "url": SimpleType("av_url_Type", .string), "handle": SimpleType("av_messaging_name_Type", .string),
        "user": SimpleType("av_user_Type", .string), "memo": SimpleType("av_text_Type", .string),
        "date": SimpleType("av_date_Type", .string), "day": SimpleType("av_date_small_Type", .string),
        "date2": SimpleType("av_date2_Type", .string), "money": SimpleType("av_currency_Type", .decimal),
        "float": SimpleType("av_float_Type", .double), "int": SimpleType("int_Type", .int),
        "integer": SimpleType("av_integer_Type", .int), "decimal": SimpleType("av_decimal4_Type", .decimal),
    ]
}

extension SimpleType {
    /// Returns what a value must be, such as "a number", if it is not of this type. Returns nil if it is, or if it is empty.
    /// Does not check the length.
    func refusal(of value: String) -> String? {
        guard !value.isEmpty else { return nil }
        let text = XMLText.trimmed(value)
        switch base {
        case .unsignedByte: return ["0", "1"].contains(text) ? nil : "0 or 1"
        case .int: return Int32(text) == nil ? "a whole number" : nil
        case .integer: return Int64(text) == nil ? "a whole number" : nil
        case .decimal, .double: return Double(text)?.isFinite == true && text.utf8.allSatisfy(isDecimal) ? nil : "a number"
        case .string: return self == VendorType.key && GUIDText.normalized(text) == nil ? "a GUID" : nil
        }
    }

    /// Returns whether a byte can be in a decimal number. Swift also reads hexadecimal ones.
    private func isDecimal(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) || Array("+-.eE".utf8).contains(byte) }
}
