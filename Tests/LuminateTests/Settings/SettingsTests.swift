import Accounts
import HTTP
import JSON
import Luminate
import Testing

@Suite("Settings and fixtures from JSON")
struct SettingsTests {
    private func json(_ text: String) throws -> JSON { try JSON.parse(Array(text.utf8)) }

    @Test func anEmptyObjectGivesTheDefaults() throws {
        let settings = try LuminateSettings(json: json("{}"))
        #expect(settings.apiKey == "open")
        #expect(settings.secretKey == "demo-secret")
        #expect(settings.authenticationColumns == ["last_name", "member_id"])
        #expect(settings.accountPolicy.password.minimumLength == 5)
        #expect(settings.sessionIdleMinutes == 15)
        #expect(settings.allowedNetworks.allSatisfy { $0.contains("192.0.2.1") != $0.contains("2001:db8::1") })
    }

    @Test func everySettingHasAKey() throws {
        let settings = try LuminateSettings(
            json: json(
                """
                {"api_key": "key", "secondary_api_key": "key2", "secret_key": "s", "allowed_networks": ["10.0.0.0/8"],
                 "allowed_origins": ["a.example"], "trusted_origins": ["*.b.example"], "redirect_hosts": ["*"],
                 "strict_token_placement": false, "requires_version": false, "authentication_columns": ["name.last"],
                 "requires_all_authentication_columns": false, "several_matches_code": 15, "authenticate_user_gives_tokens": true,
                 "signs_in_by_email": true, "tells_unknown_addresses": true, "always_arrays": true, "slows_guessing": false,
                 "zip_matches_plus_four": true, "resolves_relative_redirects": false, "anonymous_sessions_per_address": 5, "session_idle_minutes": 1, "sso_token_minutes": 2, "application_server": "app7",
                 "minimum_password_length": 8, "refuses_hint_with_password": false, "gives_own_token": true, "signs_on_by_get": false, "digest": "sha1", "signature_parameter": "sig",
                 "signature_covers_its_name": false, "fills_empty_redirect_parameters": false, "json_content_type": "application/json",
                 "xml_content_type": "application/xml", "messages": {"16": "Nobody."}}
                """))
        #expect(settings.apiKey == "key" && settings.secondaryAPIKey == "key2" && settings.secretKey == "s")
        #expect(settings.allowedNetworks.count == 1)
        #expect(settings.allowedOrigins.map(\.text) == ["a.example"] && settings.trustedOrigins.map(\.text) == ["*.b.example"])
        #expect(settings.redirectHosts?.map(\.text) == ["*"])
        #expect(settings.strictTokenPlacement == false && !settings.requiresVersion && !settings.requiresAllAuthenticationColumns)
        #expect(settings.authenticationColumns == ["name.last"] && settings.severalMatchesCode == .updateMatchedSeveral)
        #expect(settings.authenticateUserGivesTokens == true && settings.tellsUnknownAddresses && settings.signsInByEmail)
        #expect(settings.sessionIdleMinutes == 1 && settings.ssoTokenMinutes == 2 && settings.applicationServer == "app7")
        #expect(settings.accountPolicy.password.minimumLength == 8 && !settings.refusesHintWithPassword)
        #expect(settings.givesOwnToken && !settings.signsOnByGet)
        #expect(settings.digest == .sha1 && settings.signatureParameter == "sig" && !settings.signatureCoversItsName)
        #expect(!settings.fillsEmptyRedirectParameters)
        #expect(settings.jsonContentType.text == "application/json" && settings.xmlContentType.text == "application/xml")
        #expect(settings.alwaysArrays && !settings.slowsGuessing && settings.zipMatchesPlusFour)
        #expect(!settings.resolvesRelativeRedirects && settings.anonymousSessionsPerAddress == 5)
        #expect(settings.messages == [16: "Nobody."])
    }

    @Test(arguments: [
        (#"{"apikey": "x"}"#, "apikey"), (#"{"api_key": "a&b"}"#, "api_key"), (#"{"api_key": ""}"#, "api_key"),
        (#"{"secondary_api_key": "a=b"}"#, "secondary_api_key"), (#"{"secret_key": ""}"#, "secret_key"),
        (#"{"allowed_networks": ["10.0.0.0/8", "10.0.0.0/33"]}"#, "allowed_networks[1]"),
        (#"{"allowed_networks": "10.0.0.0/8"}"#, "allowed_networks"), (#"{"trusted_origins": ["http://a.example"]}"#, "trusted_origins[0]"),
        (#"{"authentication_columns": ["last name"]}"#, "authentication_columns[0]"),
        (#"{"several_matches_code": 16}"#, "several_matches_code"),
        (#"{"session_idle_minutes": 0}"#, "session_idle_minutes"), (#"{"application_server": "a.b"}"#, "application_server"),
        (#"{"minimum_password_length": 91}"#, "minimum_password_length"), (#"{"digest": "md4"}"#, "digest"),
        (#"{"signature_parameter": "x"}"#, "signature_parameter"), (#"{"json_content_type": "x"}"#, "json_content_type"),
        (#"{"messages": {"17": "x"}}"#, "messages.17"), (#"{"messages": {"16": 1}}"#, "messages.16"), ("[]", ""),
    ])
    func refusesWhatMakesNoSenseAndSaysWhere(_ text: String, place: String) throws {
        let value = try json(text)
        let error = #expect(throws: JSONSchemaError.self) { try LuminateSettings(json: value) }
        #expect(error?.path.description == place)
    }

    @Test func aFixtureGivesIdentitiesAndAttributes() throws {
        let fixture = try LuminateFixture(
            json: json(
                """
                {"cons_id": "1001002", "member_id": "100234", "primary_email": "a@example.org", "user_name": "a", "reminder_hint": "h",
                 "columns": {"last_name": "Sample"}, "administrator": true, "api_administrator": false}
                """))
        #expect(fixture.identities.map(\.value) == ["1001002", "100234", "a@example.org", "a", "Sample"])
        #expect(fixture.identities.map(\.scheme.name).last == LuminateScheme.column("last_name").name)
        #expect(fixture.attributes == ["luminate.administrator": "true", "luminate.reminder_hint": "h"])
    }

    @Test(arguments: [
        (#"{}"#, ""), (#"{"member_id": "1"}"#, ""), (#"{"cons_id": "x1"}"#, "cons_id"), (#"{"cons_id": "01"}"#, "cons_id"),
        (#"{"cons_id": -1}"#, "cons_id"), (#"{"cons_id": 1.5}"#, "cons_id"), (#"{"cons_id": "1", "user_name": ""}"#, "user_name"),
        (#"{"cons_id": "1", "columns": {"member_id": "x"}}"#, "columns.member_id"),
        (#"{"cons_id": "1", "columns": {"last name": "x"}}"#, "columns.last name"),
        (#"{"cons_id": "1", "columns": {"zip": 12345}}"#, "columns.zip"), (#"{"cons_id": "1", "hint": "x"}"#, "hint"),
        (#"{"cons_id": "1", "reminder_hint": "\u0001"}"#, "reminder_hint"), (#"{"cons_id": "1", "administrator": "yes"}"#, "administrator"),
    ])
    func refusesFixturesThatMakeNoSenseAndSaysWhere(_ text: String, place: String) throws {
        let value = try json(text)
        let error = #expect(throws: JSONSchemaError.self) { try LuminateFixture(json: value) }
        #expect(error?.path.description == place)
    }

    @Test func aConstituentIDMayBeANumber() throws {
        #expect(try LuminateFixture(json: json(#"{"cons_id": 1000121}"#)).identities.map(\.value) == ["1000121"])
    }

    @Test func columnsOfTheRecordItselfAreItsIdentities() {
        #expect(LuminateScheme.column("member_id") == LuminateScheme.memberID)
        #expect(LuminateScheme.column("email.primary_address") == LuminateScheme.primaryEmail)
        #expect(LuminateScheme.column("zip") != LuminateScheme.column("last_name"))
    }
}
