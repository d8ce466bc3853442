import Accounts

/// The fields of a user, in the vendor's order, under the names of the REST twin. Only fields that are found by an index
/// are identities. Source: Archer.docc/Users.md.
enum ArcherUserField {
    static let id = RecordField("Id", kind: .number, .identity(ArcherScheme.userID), isWritable: false)
    static let displayName = RecordField("DisplayName", .derived { .text(ArcherUser($0).displayName) }, personal: .name)
    static let firstName = RecordField("FirstName", limit: nameLimit, .identity(ArcherScheme.firstName), personal: .name)
    static let middleName = RecordField("MiddleName", limit: nameLimit, .attribute(key: "archer.middle_name"), personal: .name)
    static let lastName = RecordField("LastName", limit: nameLimit, .identity(ArcherScheme.lastName), personal: .name)
    static let lastLogin = RecordField("LastLoginDate", kind: .date, .derived { $0.account.lastSignInAt.map { .date($0) } })
    static let userName = RecordField("UserName", limit: nameLimit, .identity(ArcherScheme.bareName), personal: .name)
    static let accountStatus = RecordField("AccountStatus", kind: .number, .derived { .number(ArcherUser($0).status.number) })
    static let domain = RecordField("Domain", aliases: ["UserDomain"], limit: nameLimit, .attribute(key: ArcherAttribute.domain))
    static let locale = RecordField("Locale", limit: nameLimit, .attribute(key: "archer.locale"))
    static let timeZone = RecordField("TimeZoneId", aliases: ["TimeZone"], limit: nameLimit, .attribute(key: "archer.time_zone"))
    static let address = RecordField("Address", limit: textLimit, .attribute(key: "archer.address"), personal: .address)
    static let company = RecordField("Company", aliases: ["CompanyName"], limit: nameLimit, .attribute(key: "archer.company"))
    static let title = RecordField("Title", limit: nameLimit, .attribute(key: "archer.title"))
    static let note = RecordField("AdditionalNote", aliases: ["Note"], limit: textLimit, .attribute(key: "archer.note"))
    static let businessUnit = RecordField("BusinessUnit", limit: nameLimit, .attribute(key: "archer.business_unit"))
    static let department = RecordField("Department", limit: nameLimit, .attribute(key: "archer.department"))
    static let forcePasswordChange = RecordField(
        "ForcePasswordChange", kind: .flag, .derived { .flag(ArcherUser($0).forcesPasswordChange) })
    static let distinguishedName = RecordField(
        "DistinguishedName", limit: textLimit, .attribute(key: "archer.distinguished_name"), personal: .name)
    static let type = RecordField("Type", kind: .number, .derived { .number(ArcherUser($0).type.number) })
    static let languageID = RecordField("LanguageId", kind: .number, .attribute(key: "archer.language_id"))
    static let homeDashboard = RecordField("DefaultHomeDashboardId", kind: .number, .attribute(key: "archer.home_dashboard_id"))
    static let homeWorkspace = RecordField("DefaultHomeWorkspaceId", kind: .number, .attribute(key: "archer.home_workspace_id"))
    static let approvesByEmail = RecordField(
        "EnableApproveContentByEmail", kind: .flag, .attribute(key: "archer.approves_by_email"))

    /// All fields of the record itself.
    static let all = RecordFields([
        id, displayName, firstName, middleName, lastName, lastLogin, userName, accountStatus, domain, locale, timeZone, address, company,
        title,
        note, businessUnit, department, forcePasswordChange, distinguishedName, type, languageID, homeDashboard, homeWorkspace,
        approvesByEmail,
    ])

    /// What the fields of users and of their contacts tell about people, by the names that messages have for them.
    static let personal: [String: PersonalData] = {
        let inMessages: [String: PersonalData] = [
            ContactXML.entry: .number, RESTContact.value: .number, "first": .name, "middle": .name, "last": .name,
        ]
        return all.personal.merging(inMessages) { first, _ in first }
    }()

    /// The fields that cannot be set to an empty text.
    static let required = [firstName, lastName, userName]

    /// The greatest length of a name. The vendor publishes none; it is our choice.
    static let nameLimit = 256
    /// The greatest length of a longer text.
    static let textLimit = 4000
}

/// The status of a user. Source: Archer.docc/Users.md.
extension AccountStatus {
    /// Creates a status from the vendor's number. Nil for a number that is none.
    init?(archer number: Int64) {
        guard let status = Self.allCases.first(where: { $0.number == number }) else { return nil }
        self = status
    }

    /// The vendor's number.
    var number: Int64 {
        switch self {
        case .active: 1
        case .disabled: 2
        case .locked: 3
        }
    }

    /// The vendor's word.
    var word: String {
        switch self {
        case .active: "Active"
        case .disabled: "Inactive"
        case .locked: "Locked"
        }
    }
}
