public import JSON

extension XWebSettings {
    /// Reads the `xweb` section of a configuration. Settings that it does not name keep the vendor's defaults.
    public init(json: JSON, at path: JSONPath = .root) throws(JSONSchemaError) {
        var settings = XWebSettings()
        try json.readObject(at: path) { (reader) throws(JSONSchemaError) in
            settings.build = try reader.choice("build") ?? settings.build
            settings.expiration = try reader.choice("Expiration") ?? settings.expiration
            settings.timeoutMinutes = try reader.int("Timeout", in: 1...525_600) ?? settings.timeoutMinutes
            settings.failCount = try reader.int("FailCount", in: -1...1_000_000) ?? settings.failCount
            settings.lockOutHours = try reader.int("LockOutHours", in: 1...87_600) ?? settings.lockOutHours
            settings.throttle = try reader.bool("throttle")
            settings.validatesIPAddress = try reader.bool("ValidateIPaddress") ?? settings.validatesIPAddress
            settings.faultLimitPerDay = try reader.int("MethodsFaultLimitPerDay", in: -1...1_000_000) ?? settings.faultLimitPerDay
            settings.faultEndsToken = try reader.bool("faultEndsToken") ?? settings.faultEndsToken
            settings.keyOverride = try reader.string("keyOverrideValue")
            if settings.keyOverride?.isEmpty == true { throw reader.error("keyOverrideValue", "must not be empty; leave it out for none") }
            settings.showsExceptions = try !(reader.bool("customErrors") ?? !settings.showsExceptions)
            settings.usesShortDetailNames = try reader.bool("shortDetailNames") ?? settings.usesShortDetailNames
            settings.invalidTokenMessage = try reader.string("invalidTokenMessage") ?? settings.invalidTokenMessage
            settings.answersSOAP12 = try reader.bool("soap12") ?? settings.answersSOAP12
            settings.pageNames = try Self.readPageNames(&reader)
            settings.singleSignOnMinutes = try reader.int("singleSignOnMinutes", in: 1...52_560_000) ?? settings.singleSignOnMinutes
            settings.maximumRecords = try reader.int("maximumRecords", in: 1...1_000_000) ?? settings.maximumRecords
            settings.declaresUnemulated = try reader.bool("declaresUnemulated") ?? settings.declaresUnemulated
            settings.queryLowersNames = try reader.bool("queryLowersNames") ?? settings.queryLowersNames
            settings.queryListsFewColumns = try reader.bool("queryListsFewColumns") ?? settings.queryListsFewColumns
            settings.queryChecksTables = try reader.bool("queryChecksTables") ?? settings.queryChecksTables
            settings.queryErrorsInFaultString = try reader.bool("queryErrorsInFaultString") ?? settings.queryErrorsInFaultString
            settings.systemOptions = try SystemOption.readTable("systemOptions", &reader)
        }
        self = settings
    }

    /// Reads the names of pages. Each must be one segment of a path that ends in `.asmx`.
    private static func readPageNames(_ reader: inout JSONObjectReader) throws(JSONSchemaError) -> [String] {
        let names = try reader.strings("page_names") ?? []
        guard names.count <= mostPageNames else { throw reader.error("page_names", "at most \(mostPageNames) names are possible") }
        for name in names where name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._-]{0,58}\.asmx/.ignoresCase()) == nil {
            throw reader.error("page_names", "\"\(name)\" is not the name of a page such as bnenetforumxml.asmx")
        }
        return names
    }

    /// Each request is compared with every name.
    private static let mostPageNames = 20
}
