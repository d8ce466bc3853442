import Accounts
import HTTP
public import JSON
import XML

extension LuminateSettings {
    /// Reads the settings from a configuration file. Missing settings keep their defaults. Throws for unknown keys and
    /// invalid values.
    public init(json: JSON, at path: JSONPath = .root) throws(JSONSchemaError) {
        var settings = LuminateSettings()
        try json.readObject(at: path) { reader throws(JSONSchemaError) in
            try settings.readKeys(&reader)
            try settings.readCallers(&reader)
            try settings.readRecords(&reader)
            try settings.readSignIn(&reader)
            try settings.readAnswers(&reader)
        }
        self = settings
    }

    private mutating func readKeys(_ reader: inout JSONObjectReader) throws(JSONSchemaError) {
        for (name, member) in [("api_key", \LuminateSettings.apiKey), ("secret_key", \.secretKey)] {
            guard let key = try reader.string(name) else { continue }
            guard !key.isEmpty else { throw reader.error(name, "must not be empty") }
            self[keyPath: member] = key
        }
        secondaryAPIKey = try reader.string("secondary_api_key")
        for (name, key) in [("api_key", apiKey), ("secondary_api_key", secondaryAPIKey ?? "x")]
        where key.isEmpty || key.contains(where: { "&:\\\"'?=".contains($0) }) {
            throw reader.error(name, "must not be empty and must not hold any of & : \\ \" ' ? =")
        }
    }

    private mutating func readCallers(_ reader: inout JSONObjectReader) throws(JSONSchemaError) {
        if let texts = try reader.strings("allowed_networks") {
            allowedNetworks = try Self.each(of: texts, "allowed_networks", "an address range such as 10.0.0.0/8", reader, IPNetwork.init)
        }
        for (name, member) in [
            ("allowed_origins", \LuminateSettings.allowedOrigins), ("trusted_origins", \.trustedOrigins),
        ] {
            self[keyPath: member] = try Self.hosts(name, &reader) ?? self[keyPath: member]
        }
        redirectHosts = try Self.hosts("redirect_hosts", &reader)
        strictTokenPlacement = try reader.bool("strict_token_placement") ?? strictTokenPlacement
        resolvesRelativeRedirects = try reader.bool("resolves_relative_redirects") ?? resolvesRelativeRedirects
        anonymousSessionsPerAddress =
            try reader.int("anonymous_sessions_per_address", in: 1...1_000_000) ?? anonymousSessionsPerAddress
        requiresVersion = try reader.bool("requires_version") ?? requiresVersion
    }

    private mutating func readRecords(_ reader: inout JSONObjectReader) throws(JSONSchemaError) {
        anonymousRecordsPerAddress = try reader.int("anonymous_records_per_address", in: 1...1_000_000) ?? anonymousRecordsPerAddress
        hasUniqueEmails = try reader.bool("unique_emails") ?? hasUniqueEmails
        memberIDFallsThrough = try reader.bool("member_id_falls_through") ?? memberIDFallsThrough
    }

    private mutating func readSignIn(_ reader: inout JSONObjectReader) throws(JSONSchemaError) {
        if let columns = try reader.strings("authentication_columns") {
            authenticationColumns = try Self.each(of: columns, "authentication_columns", "a column name", reader) { name in
                LuminateScheme.isColumnName(name) ? name : nil
            }
        }
        requiresAllAuthenticationColumns = try reader.bool("requires_all_authentication_columns") ?? requiresAllAuthenticationColumns
        if let number = try reader.int("several_matches_code") {
            guard let code = LuminateErrorCode(rawValue: number), code == .severalMatched || code == .updateMatchedSeveral else {
                throw reader.error("several_matches_code", "must be 8 or 15")
            }
            severalMatchesCode = code
        }
        authenticateUserGivesTokens = try reader.bool("authenticate_user_gives_tokens") ?? authenticateUserGivesTokens
        givesOwnToken = try reader.bool("gives_own_token") ?? givesOwnToken
        signsOnByGet = try reader.bool("signs_on_by_get") ?? signsOnByGet
        zipMatchesPlusFour = try reader.bool("zip_matches_plus_four") ?? zipMatchesPlusFour
        slowsGuessing = try reader.bool("slows_guessing") ?? slowsGuessing
        tellsUnknownAddresses = try reader.bool("tells_unknown_addresses") ?? tellsUnknownAddresses
        signsInByEmail = try reader.bool("signs_in_by_email") ?? signsInByEmail
        // One year: no session outlives a test or a visit by more than that.
        sessionIdleMinutes = try reader.int("session_idle_minutes", in: 1...525_600) ?? sessionIdleMinutes
        ssoTokenMinutes = try reader.int("sso_token_minutes", in: 1...525_600) ?? ssoTokenMinutes
        rememberMeDays = try reader.int("remember_me_days", in: 1...3650) ?? rememberMeDays
        if let name = try reader.string("application_server") {
            guard !name.isEmpty, name.utf8.count <= 32, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) else {
                throw reader.error("application_server", "must be 1 to 32 letters and digits")
            }
            applicationServer = name
        }
        accountPolicy.password.minimumLength =
            try reader.int("minimum_password_length", in: 0...90) ?? accountPolicy.password.minimumLength
        refusesHintWithPassword = try reader.bool("refuses_hint_with_password") ?? refusesHintWithPassword
    }

    private mutating func readAnswers(_ reader: inout JSONObjectReader) throws(JSONSchemaError) {
        digest = try reader.choice("digest") ?? digest
        if let name = try reader.string("signature_parameter") {
            guard name == "signature" || name == "sig" else {
                throw reader.error("signature_parameter", "must be \"signature\" or \"sig\"")
            }
            signatureParameter = name
        }
        signatureCoversItsName = try reader.bool("signature_covers_its_name") ?? signatureCoversItsName
        fillsEmptyRedirectParameters = try reader.bool("fills_empty_redirect_parameters") ?? fillsEmptyRedirectParameters
        for (name, member) in [("json_content_type", \LuminateSettings.jsonContentType), ("xml_content_type", \.xmlContentType)] {
            guard let text = try reader.string(name) else { continue }
            guard MediaType(parsing: text) != nil, let value = HTTPFieldValue(text) else {
                throw reader.error(name, "must be a media type")
            }
            self[keyPath: member] = value
        }
        alwaysArrays = try reader.bool("always_arrays") ?? alwaysArrays
        let entries = try reader.texts("messages") { key, text, path throws(JSONSchemaError) in
            guard Int(key).flatMap(LuminateErrorCode.init(rawValue:)) != nil else { throw JSONSchemaError(path, "no such error code") }
            guard XMLWriter.isXMLText(text) else { throw JSONSchemaError(path, "a message is needed") }
        }
        messages = Dictionary(entries.compactMap { entry in Int(entry.name).map { ($0, entry.text) } }) { _, last in last }
    }

    private static func hosts(_ name: String, _ reader: inout JSONObjectReader) throws(JSONSchemaError) -> [HostPattern]? {
        guard let texts = try reader.strings(name) else { return nil }
        return try each(of: texts, name, "a host name, *.name or *", reader, HostPattern.init)
    }

    /// Returns the elements of an array of texts, each converted to a value. Throws for a text that is not valid.
    private static func each<Value>(
        of texts: [String], _ name: String, _ expected: String, _ reader: JSONObjectReader, _ read: (String) -> Value?
    ) throws(JSONSchemaError) -> [Value] {
        var values: [Value] = []
        for (index, text) in texts.enumerated() {
            guard let value = read(text) else { throw JSONSchemaError(reader.path.member(name).element(index), "\(expected) is needed") }
            values.append(value)
        }
        return values
    }
}
