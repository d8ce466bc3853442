import Accounts

/// A field of a constituent's record, with what the vendor's list of fields says about it.
///
/// It is a class because each answer goes through many of them, and each copy would retain all their members.
final class ConstituentField: Sendable {
    /// The kinds of values in the vendor's list of fields.
    enum ValueType: String, Sendable {
        case text = "TEXT"
        case boolean = "BOOLEAN"
        case date = "DATE"
        case enumeration = "ENUMERATION"
    }

    /// The field in the store.
    let record: RecordField
    /// The name on the vendor's pages.
    let label: String
    /// The group and the part of the group in the vendor's list.
    let group: (name: String, part: String)
    /// The kind of values.
    let type: ValueType
    /// Whether the vendor's list says that the field is required.
    let isRequired: Bool
    /// The values that the field may have. Empty if it may have any.
    let choices: [String]
    /// Whether the value is never shown.
    let isSecret: Bool

    /// The name in dot notation.
    let name: String
    /// The element of a record that contains the field's: `name` for `name.last`, `custom` for `custom_string1`. Nil if the
    /// field's is not within another one.
    let composite: String?
    /// The name of the field's element within that one. All fields of one kind that a site defines have the same.
    let elementName: String

    /// The element with the fields that a site defines.
    static let custom = "custom"

    init(
        _ record: RecordField, label: String, group: (name: String, part: String), type: ValueType, isRequired: Bool = false,
        choices: [String] = [], isSecret: Bool = false
    ) {
        self.record = record
        self.label = label
        self.group = group
        self.type = type
        self.isRequired = isRequired
        self.choices = choices
        self.isSecret = isSecret
        name = record.name
        let parts = name.split(separator: ".", maxSplits: 1).map { String($0) }
        if name.hasPrefix("\(Self.custom)_") {
            composite = Self.custom
            elementName = String(name.dropFirst(Self.custom.count + 1).prefix { !$0.isNumber })
        } else {
            composite = parts.count == 2 ? parts[0] : nil
            elementName = parts.last ?? name
        }
    }
}

/// The fields of a constituent's record. Everything that reads or writes a record uses this one list. Source:
/// Luminate.docc/Records.md.
enum ConstituentFields {
    /// All fields, in the order of answers.
    static let all: [ConstituentField] =
        names + addresses + others + memberships + [reminderHint, password]
        + (1...customCount).flatMap { number in
            [
                text("custom_string\(number)", 255, "Custom String \(number)", "Custom Fields", "Strings"),
                flag("custom_boolean\(number)", "Custom Boolean \(number)", "Custom Fields", "Booleans"),
            ]
        }

    /// The number of custom fields of each kind.
    private static let customCount = 10

    /// The fields in the store.
    static let records = RecordFields(all.map(\.record))

    private static let byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }

    /// Returns the field with a name or an alias. Nil if there is none. Letter case is significant.
    static func field(named name: String) -> ConstituentField? {
        guard let record = records[name], record.name == name || record.aliases.contains(name) else { return nil }
        return byName[record.name]
    }

    /// The fields that are shown, in the order of answers.
    static let visible = all.filter { !$0.isSecret }

    /// The fields that are shown by their names and aliases, and those of a composite by its name.
    private static let visibleByName: [String: [ConstituentField]] = {
        var byName: [String: [ConstituentField]] = [:]
        for field in visible {
            for name in [field.name] + field.record.aliases { byName[name] = [field] }
        }
        for case (let composite?, let fields) in Dictionary(grouping: visible, by: \.composite) where byName[composite] == nil {
            byName[composite] = fields
        }
        return byName
    }()

    /// Returns the fields that are shown and have a name, or that are in the composite with that name.
    static func visible(named name: String) -> [ConstituentField] { visibleByName[name] ?? [] }

    /// Returns fields in the order of answers, each once.
    static func inOrder(_ fields: [ConstituentField]) -> [ConstituentField] {
        guard fields.count > 1 else { return fields }
        let names = Set(fields.map(\.name))
        return all.filter { names.contains($0.name) }
    }

    /// The constituent's password, which is never stored as a field.
    static let passwordName = "user_password"
    /// The greatest number of characters of a password.
    static let longestPassword = 90

    private static let names = [
        text("member_id", 32, "Member ID", "Biographical Information", "Identification", in: .identity(LuminateScheme.memberID)),
        text("user_name", 255, "User Name", required: true, in: .identity(LuminateScheme.userName), personal: .name),
        text("name.title", 50, "Title", choices: ["Mr.", "Ms.", "Mrs.", "Miss", "Dr."]),
        text("name.first", 50, "First Name", required: true, personal: .name), text("name.middle", 50, "Middle Name", personal: .name),
        text("name.last", 50, "Last Name", required: true, personal: .name), text("name.suffix", 50, "Suffix"),
        text("name.prof_suffix", 50, "Professional Suffix"),
        text(
            "email.primary_address", 255, "Email", "Contact Information", "Email", required: true,
            in: .identity(LuminateScheme.primaryEmail), personal: .mail),
        flag("email.accepts_email", "Accept Email", "Contact Information", "Email"),
        text("email.preferred_format", 1, "Preferred Email Format", "Contact Information", "Email", choices: ["0", "1", "2"]),
        text("email.status", 20, "Email Status", "Contact Information", "Email", choices: ["Good", "Bounced"]),
    ]

    private static let addresses = [
        ("street1", 128, "Street 1", PersonalData.address), ("street2", 128, "Street 2", .address), ("city", 64, "City", .address),
        ("state", 30, "State/Province", nil), ("zip", 40, "ZIP/Postal Code", .address), ("country", 64, "Country", nil),
    ].map { name, limit, label, personal in
        text(
            "primary_address.\(name)", limit, label, "Contact Information", "Primary Address", choices: name == "state" ? states : [],
            personal: personal)
    }

    private static let others = [
        flag("accepts_postal_mail", "Accept Mail", "Contact Information", "Postal Mail"),
        text("home_phone", 50, "Phone", "Contact Information", "Phones", personal: .number),
        text("mobile_phone", 50, "Mobile Phone", "Contact Information", "Phones", personal: .number),
        enumeration("preferred_phone", "Preferred Phone", "Contact Information", "Phones"),
        enumeration("preferred_address", "Preferred Address", "Contact Information", "Postal Mail"),
        enumeration("email_opt_in_status", "Email Opt In Status", "Contact Information", "Email"),
        text("home_web_page", 255, "Home Web Page", "Contact Information", "Web"),
        text("work_web_page", 255, "Work Web Page", "Contact Information", "Web"), date("birth_date", "Date of Birth"),
        text("gender", 20, "Gender"), text("employment.employer", 100, "Employer", "Employment", "Employment"),
        text("employment.occupation", 64, "Occupation", "Employment", "Employment"),
        text("origin_src_code", 255, "Origin Source Code", "Origin", "Origin"),
        text("origin_subsrc_code", 255, "Origin Sub-Source Code", "Origin", "Origin"),
    ]

    private static let memberships: [ConstituentField] = [
        flag("dir_member", "Directory Member", "Directory", "Directory"),
        flag("dir_member_opt_in", "Directory Opt In", "Directory", "Directory"),
        text("membership.id", 32, "Membership ID", "Membership", "Membership"),
        enumeration("membership.status", "Membership Status", "Membership", "Membership"),
        date("membership.since_date", "Member Since", "Membership", "Membership"),
        date("membership.last_renewal_date", "Last Renewal Date", "Membership", "Membership"),
        date("membership.expiration_date", "Expiration Date", "Membership", "Membership"),
        text("membership_level_id", 32, "Membership Level ID", "Membership", "Membership"),
        date("sustained_gift.card_expiration_date", "Card Expiration Date", "Giving", "Sustained Giving"),
        text("districts.cong_dist_id_override", 100, "Congressional District", "Districts", "Districts"),
        text("districts.home_county_id_override", 100, "County", "Districts", "Districts"),
        text("districts.state_house_dist_id_override", 100, "State House District", "Districts", "Districts"),
        text("districts.state_senate_dist_id_override", 100, "State Senate District", "Districts", "Districts"),
    ]

    private static let reminderHint = text(
        "reminder_hint", 128, "Reminder Hint", in: .attribute(key: LuminateAttribute.reminderHint))

    private static let password = ConstituentField(
        RecordField(passwordName, kind: .text, limit: longestPassword, .derived { _ in nil }), label: "Password",
        group: ("Biographical Information", "Login"), type: .text, isRequired: true, isSecret: true)

    /// The states of the USA. The vendor's list of states and provinces is not public.
    private static let states = """
        AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX \
        UT VT VA WA WV WI WY
        """.split(separator: " ").map { String($0) }

    private static func text(
        _ name: String, _ limit: Int, _ label: String, _ group: String = "Biographical Information", _ part: String = "Name",
        required: Bool = false, choices: [String] = [], in source: RecordField.Source? = nil, personal: PersonalData? = nil
    ) -> ConstituentField {
        let aliases = LuminateScheme.names(ofColumn: name).filter { $0 != name }
        return ConstituentField(
            RecordField(
                name, aliases: aliases, limit: limit, source ?? .identity(LuminateScheme.column(name)), personal: personal), label: label,
            group: (group, part), type: choices.isEmpty || name.hasPrefix("primary") ? .text : .enumeration, isRequired: required,
            choices: choices)
    }

    /// Returns a field with values that the vendor chose and that are not public. It may have any.
    private static func enumeration(_ name: String, _ label: String, _ group: String, _ part: String) -> ConstituentField {
        ConstituentField(
            RecordField(name, limit: 50, .identity(LuminateScheme.column(name))), label: label, group: (group, part), type: .enumeration)
    }

    private static func flag(_ name: String, _ label: String, _ group: String, _ part: String) -> ConstituentField {
        ConstituentField(
            RecordField(name, kind: .flag, .attribute(key: "luminate.field.\(name)")), label: label, group: (group, part), type: .boolean)
    }

    private static func date(
        _ name: String, _ label: String, _ group: String = "Biographical Information", _ part: String = "Dates"
    ) -> ConstituentField {
        ConstituentField(
            RecordField(name, limit: 10, .identity(LuminateScheme.column(name))), label: label,
            group: (group, part), type: .date)
    }
}
