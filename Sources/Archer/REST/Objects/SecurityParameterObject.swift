import Accounts
import JSON
import OData
import Operations
import Text

/// The object of a security parameter, in the order of the vendor's sample as far as it is known. Source: Archer.docc/REST.md.
let securityParameterObject = RESTObject(
    SecurityParameterProperties.names + SecurityParameterProperties.numbers(SecurityParameter.restNumbers[..<6])
        + SecurityParameterProperties.changes + SecurityParameterProperties.numbers(SecurityParameter.restNumbers[6..<9])
        + SecurityParameterProperties.intervals + SecurityParameterProperties.numbers(SecurityParameter.restNumbers[9...])
        + SecurityParameterProperties.times + SecurityParameterProperties.others,
    extras: \.parameter.otherMembers)

/// The groups of properties of that object.
private enum SecurityParameterProperties {
    typealias Property = RESTObject<StoredSecurityParameter>.Property

    static let names: [Property] = [
        Property("Id", .number) { .number($0.id) },
        Property("Name", .text) { .string($0.parameter.name) },
        Property("Description", .text) { .string($0.parameter.description) },
    ]

    static let changes: [Property] = [
        Property("PasswordChangeInterval", .number) { .number($0.parameter.passwordChangeInterval) },
        Property("PasswordChangeLimit", .boolean) { .bool($0.parameter.passwordChangeLimit != 0) },
    ]

    static func numbers(_ numbers: ArraySlice<SecurityParameter.RESTNumber>) -> [Property] {
        numbers.map { number in Property(number.name, .number) { .number($0.parameter[keyPath: number.value]) } }
    }

    static let intervals: [Property] = SecurityParameter.restIntervals.flatMap { interval -> [Property] in
        let length = Property(interval.name, .number) { stored in
            let length = stored.parameter[keyPath: interval.value].length
            return interval.isOptional && length == 0 ? .null : .number(length)
        }
        let unit = Property(interval.name + "Type", .number) { .number($0.parameter[keyPath: interval.value].unit.rawValue) }
        return [length, unit]
    }

    static let times: [Property] = [
        Property("IsLimitByTimeFrame", .boolean) { .bool($0.parameter.isLimitByTimeFrame) },
        Property("PermittedFromTime", .text) { .string(DayTime.text(of: $0.parameter.permittedFromTime) + ":00") },
        Property("PermittedToTime", .text) { .string(DayTime.text(of: $0.parameter.permittedToTime) + ":00") },
        Property("IsDisallowedByDays", .boolean) { .bool($0.parameter.isDisallowedByDays) },
        Property("DisallowedSessionDays", .list) { stored in
            let days = (0..<7).map { Int32(1) << $0 }.filter { stored.parameter.disallowedSessionDays & $0 != 0 }
            return .array(days.map { .number($0) })
        },
        Property("IsDisallowedByDates", .boolean) { .bool($0.parameter.isDisallowedByDates) },
        Property("DisallowedDates", .collection([ODataField("LockedDate", .moment)])) { stored in
            .array(stored.parameter.disallowedDates.map { .object([.init("LockedDate", .string("\($0)T00:00:00"))]) })
        },
    ]

    static let others: [Property] = [
        Property("Default", .boolean) { .bool($0.parameter.isDefault) },
        Property("TimeZoneCode", .text) { .string($0.parameter.timeZoneCode) },
        Property("SecurityParameterType", .number) { _ in .number(2) },
        Property("IsSysadmin", .boolean) { .bool($0.parameter.isSysadmin) },
        Property("Guid", .text) { .string(RESTGuid.text(of: .securityParameter, $0.id)) },
        Property("Alias", .text) { .string($0.parameter.alias) },
        Property("UpdateInformation", UpdateInformation.kind) { ArcherChangeNote(in: $0.policy.fields).updateInformation },
    ]
}

extension SecurityParameter {
    /// A number with its name.
    typealias RESTNumber = (name: String, value: any WritableKeyPath<SecurityParameter, Int32> & Sendable)

    /// The numbers of a parameter under their names in REST, in the order of the keys.
    static var restNumbers: [RESTNumber] {
        [
            ("MinPasswordLength", \.minPasswordLength), ("AlphaCharsRequired", \.alphaCharsRequired),
            ("NumericCharsRequired", \.numericCharsRequired), ("UppercaseCharsRequired", \.uppercaseCharsRequired),
            ("LowercaseCharsRequired", \.lowercaseCharsRequired), ("SpecialCharsRequired", \.specialCharsRequired),
            ("GraceLogins", \.graceLogins), ("MaximumFailedLoginAttempts", \.maximumFailedLoginAttempts),
            ("PreviousPasswordsDisallowed", \.previousPasswordsDisallowed), ("SessionTimeoutWarning", \.sessionTimeoutWarning),
            ("PasswordExpirationNotice", \.passwordExpirationNotice),
            ("AutomaticAccountDeactivation", \.automaticAccountDeactivation),
        ]
    }

    /// The lengths of time of a parameter. An optional one is null if it is not set.
    static var restIntervals: [(name: String, value: any WritableKeyPath<SecurityParameter, Interval> & Sendable, isOptional: Bool)] {
        [
            ("LockoutPeriod", \.lockoutPeriod, false), ("SessionTimeout", \.sessionTimeout, false),
            ("StaticSessionTimeout", \.staticSessionTimeout, true),
        ]
    }

    /// Sets the properties that a body has. Null leaves a property as it is.
    mutating func set(_ given: RESTProperties) throws(RESTRefusal) {
        name = try given.text("Name") ?? name
        description = try given.text("Description") ?? description
        for number in Self.restNumbers where given.has(number.name) {
            self[keyPath: number.value] = try Self.number(given, number.name) ?? self[keyPath: number.value]
        }
        passwordChangeInterval = try Self.number(given, "PasswordChangeInterval") ?? passwordChangeInterval
        passwordChangeLimit = try Self.number(given, "PasswordChangeLimit") ?? passwordChangeLimit
        for interval in Self.restIntervals {
            let unitName = interval.name + "Type"
            if let length = try Self.number(given, interval.name) { self[keyPath: interval.value].length = length }
            guard let code = try given.int(unitName) else { continue }
            guard let unit = Interval.Unit(rawValue: code) else {
                throw .badValue(unitName, "the units are 1 for hours, 2 for minutes and 3 for days")
            }
            self[keyPath: interval.value].unit = unit
        }
        try setTimes(given)
        isDefault = try given.flag("Default") ?? isDefault
        timeZoneCode = try given.text("TimeZoneCode") ?? timeZoneCode
        alias = try given.text("Alias") ?? alias
        try setOthers(given)
    }

    /// Returns a number of a body, by whose name a negative one is refused. Clients send false for some numbers that are not set.
    private static func number(_ given: RESTProperties, _ name: String) throws(RESTRefusal) -> Int32? {
        let number = try given.intOrFlag(name)
        if let number, number < 0 { throw .badValue(given.path(name), "it is negative") }
        return number
    }

    /// How the names of properties begin that newer releases have.
    static let otherBeginnings = ["Mobile", "Pin"]
    /// The greatest number of such properties.
    private static let othersLimit = 64
    /// The greatest length of the name and the value of such a property together in bytes.
    private static let otherBytes = 256

    /// The properties that newer releases have, as they were sent.
    fileprivate var otherMembers: [JSON.Member] {
        others.sorted { $0.key < $1.key }.map { .init($0.key, (try? JSON.parse(Array($0.value.utf8))) ?? .string($0.value)) }
    }

    /// Sets the properties that newer releases have. They are given back as they came, null included.
    private mutating func setOthers(_ given: RESTProperties) throws(RESTRefusal) {
        for member in given.members(beginningWithOneOf: Self.otherBeginnings) {
            let name = others.keys.first { ASCII.equalsIgnoringCase($0, member.name) } ?? member.name
            switch member.value {
            case .array, .object: throw .badValue(given.path(member.name), "a text, a number, true, false or null is expected")
            case .null, .bool, .number, .string: break
            }
            let value = String(decoding: member.value.bytes, as: UTF8.self)
            guard name.utf8.allSatisfy(ASCII.isTokenByte), name.utf8.count + value.utf8.count <= Self.otherBytes else {
                throw .badValue(given.path(member.name), "the name and the value have at most \(Self.otherBytes) bytes together")
            }
            others[name] = value
        }
        guard others.count <= Self.othersLimit else {
            throw .badValue("\(Self.otherBeginnings[0])…", "a security parameter has at most \(Self.othersLimit) further properties")
        }
    }

    private mutating func setTimes(_ given: RESTProperties) throws(RESTRefusal) {
        isLimitByTimeFrame = try given.flag("IsLimitByTimeFrame") ?? isLimitByTimeFrame
        permittedFromTime = try Self.minute(given, "PermittedFromTime") ?? permittedFromTime
        permittedToTime = try Self.minute(given, "PermittedToTime") ?? permittedToTime
        isDisallowedByDays = try given.flag("IsDisallowedByDays") ?? isDisallowedByDays
        if let days = try given.ids("DisallowedSessionDays") {
            guard days.allSatisfy({ $0 > 0 && $0 < 128 && $0 & ($0 - 1) == 0 }) else {
                throw .badValue("DisallowedSessionDays", "the days are 1 for Sunday, 2, 4 and so on to 64 for Saturday")
            }
            disallowedSessionDays = days.reduce(0, |)
        }
        isDisallowedByDates = try given.flag("IsDisallowedByDates") ?? isDisallowedByDates
        guard let dates = try given.objects("DisallowedDates") else { return }
        var disallowed: [CivilDate] = []
        for date in dates {
            guard let text = try date.text("LockedDate"), let day = CivilDate(String(text.prefix(10))) else {
                throw .badValue(date.path("LockedDate"), "a date such as 2027-12-24 is expected")
            }
            disallowed.append(day)
        }
        disallowedDates = disallowed
    }

    /// Returns the time of day in a property: `08:30`, `08:30:00` or a moment, of which the date does not count.
    private static func minute(_ given: RESTProperties, _ name: String) throws(RESTRefusal) -> Int32? {
        guard let text = try given.text(name), !text.isEmpty else { return nil }
        let time = text.split(separator: "T").last.map { $0.prefix(8) } ?? ""
        guard let minute = DayTime.minute(of: String(time)) else { throw .badValue(name, "a time of day such as 08:30 is expected") }
        return minute
    }
}
