import Accounts
import JSON

extension SecurityParameter {
    private static let weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]

    /// Reads a security parameter in a fixtures file. Missing members have the vendor's defaults.
    init(json: JSON, at path: JSONPath) throws(JSONSchemaError) {
        self.init()
        var parameter = SecurityParameter()
        try json.readObject(at: path) { reader throws(JSONSchemaError) in
            parameter.name = try reader.requiredString("name")
            if let initial = Self.initial.first(where: { $0.name == parameter.name }) { parameter = initial }
            parameter.description = try reader.string("description") ?? parameter.description
            for (name, number) in Self.numbers {
                parameter[keyPath: number] = try reader.int(name, in: 0...Int(Int32.max)).map { Int32($0) } ?? parameter[keyPath: number]
            }
            parameter.passwordChangeLimit = try reader.bool("password_change_limit").map { $0 ? 1 : 0 } ?? parameter.passwordChangeLimit
            for (name, interval) in Self.intervals {
                let given = try reader.object(name) { reader throws(JSONSchemaError) -> Interval in
                    let length = try reader.int("length", in: 0...Int(Int32.max)) ?? 0
                    guard let unit = try reader.choice("unit", UnitName.self) else { throw reader.error("unit", "is missing") }
                    return Interval(Int32(clamping: length), unit.unit)
                }
                parameter[keyPath: interval] = given ?? parameter[keyPath: interval]
            }
            try parameter.readTimes(&reader)
            do throws(ArcherRefusal) {
                try parameter.validate()
            } catch {
                throw JSONSchemaError(path, error.message)
            }
        }
        self = parameter
    }

    private enum UnitName: String, CaseIterable {
        case hours, minutes, days

        var unit: Interval.Unit {
            switch self {
            case .hours: .hours
            case .minutes: .minutes
            case .days: .days
            }
        }
    }

    private static var numbers: [(String, WritableKeyPath<SecurityParameter, Int32>)] {
        [
            ("min_password_length", \.minPasswordLength), ("alpha_chars_required", \.alphaCharsRequired),
            ("numeric_chars_required", \.numericCharsRequired), ("uppercase_chars_required", \.uppercaseCharsRequired),
            ("lowercase_chars_required", \.lowercaseCharsRequired), ("special_chars_required", \.specialCharsRequired),
            ("password_change_interval", \.passwordChangeInterval), ("grace_logins", \.graceLogins),
            ("maximum_failed_login_attempts", \.maximumFailedLoginAttempts),
            ("previous_passwords_disallowed", \.previousPasswordsDisallowed),
            ("session_timeout_warning", \.sessionTimeoutWarning), ("password_expiration_notice", \.passwordExpirationNotice),
            ("automatic_account_deactivation", \.automaticAccountDeactivation),
        ]
    }

    private static var intervals: [(String, WritableKeyPath<SecurityParameter, Interval>)] {
        [("lockout_period", \.lockoutPeriod), ("session_timeout", \.sessionTimeout), ("static_session_timeout", \.staticSessionTimeout)]
    }

    private mutating func readTimes(_ reader: inout JSONObjectReader) throws(JSONSchemaError) {
        let from = try Self.minute(&reader, "permitted_from_time")
        let to = try Self.minute(&reader, "permitted_to_time")
        guard (from == nil) == (to == nil) else {
            throw reader.error("permitted_from_time", "and \"permitted_to_time\" must be given together")
        }
        if let from, let to { (isLimitByTimeFrame, permittedFromTime, permittedToTime) = (true, from, to) }
        if let days = try reader.strings("disallowed_session_days") {
            isDisallowedByDays = true
            disallowedSessionDays = 0
            for day in days {
                guard let index = Self.weekdays.firstIndex(of: day) else {
                    throw reader.error("disallowed_session_days", "\"\(day)\" is none of \(Self.weekdays.joined(separator: ", "))")
                }
                disallowedSessionDays |= 1 << index
            }
        }
        if let dates = try reader.strings("disallowed_dates") {
            isDisallowedByDates = true
            disallowedDates = []
            for date in dates {
                guard let date = CivilDate(date) else {
                    throw reader.error("disallowed_dates", "\"\(date)\" is no date such as 2027-12-24")
                }
                disallowedDates.append(date)
            }
        }
        timeZoneCode = try reader.string("time_zone_code") ?? timeZoneCode
    }

    private static func minute(_ reader: inout JSONObjectReader, _ name: String) throws(JSONSchemaError) -> Int32? {
        guard let text = try reader.string(name) else { return nil }
        guard let minute = DayTime.minute(of: text) else { throw reader.error(name, "\"\(text)\" is no time of day such as 08:30") }
        return minute
    }
}

/// Times of day in texts.
enum DayTime {
    /// Returns the minutes since midnight of a text like `08:30`, or with seconds, which are dropped. Nil for any other text.
    static func minute(of text: String) -> Int32? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }),
            let hour = Int32(parts[0]), let minute = Int32(parts[1]), hour < 24, minute < 60
        else { return nil }
        return hour * 60 + minute
    }

    /// Returns a text like `08:30` for minutes since midnight.
    static func text(of minute: Int32) -> String {
        func padded(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return padded(minute / 60) + ":" + padded(minute % 60)
    }
}
