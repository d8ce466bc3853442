import Accounts
import HTTP
import StageSupport
import TestSupport
import Testing

@testable import Archer

@Suite("Archer's security parameters")
struct SecurityParameterTests {
    private let stage: Stage
    private let token: String

    init() throws {
        stage = try Stage()
        token = stage.session()
    }

    /// The values of a call that writes one, in the order of the vendor's tables.
    private func values(_ name: String, _ lockUnit: String = "1", _ sessionUnit: String = "3") -> [(String, String)] {
        [
            ("name", name), ("description", "text & more"), ("minPasswordLength", "12"), ("minPasswordCharacters", "3"),
            ("minPasswordNumerals", "2"), ("passwordLifetime", "60"), ("graceLogins", "1"), ("maxRetries", "5"), ("lockDuration", "36"),
            ("lockIntervalType", lockUnit), ("sessionTimeout", "2"), ("passwordHistoryCheckDepth", "4"), ("expirationNotice", "7"),
            ("accountTimeout", "45"), ("timeoutIntervalType", sessionUnit),
        ]
    }

    private let extended = [
        ("uppercaseCharactersRequired", "2"), ("lowercaseCharactersRequired", "3"), ("specialCharactersRequired", "4"),
    ]

    private func send(_ operation: String, _ parameters: [(String, String)]) -> HTTPResponse {
        stage.call(.accesscontrol, operation, [("sessionToken", token)] + parameters)
    }

    private func result(_ operation: String, _ parameters: [(String, String)] = []) -> String? {
        send(operation, parameters).text(of: operation + "Result")
    }

    private func fault(_ operation: String, _ parameters: [(String, String)]) -> String? {
        send(operation, parameters).text(of: "faultstring")?.replacing("Server was unable to process request. ---&gt; ", with: "")
    }

    private func stored(_ id: String) throws -> SecurityParameter {
        try stage.domain().securityParameter(Int32(id) ?? 0).parameter
    }

    @Test("are three from the start: the administrators' first, the general users' with the id 1")
    func initial() {
        func item(_ id: Int, _ name: String, _ description: String, _ isDefault: Bool) -> String {
            "<SecurityParameter><xcomp_sec_prm_id>\(id)</xcomp_sec_prm_id><Name>\(name)</Name><Description>\(description)</Description>"
                + "<Default>\(isDefault)</Default></SecurityParameter>"
        }
        #expect(
            stage.result(.accesscontrol, "GetSecurityParameters", ["sessionToken": token])
                == "<SecurityParameters>"
                + item(2, "Default Administrative User", "The rules for system administrators.", false)
                + item(1, "General User Parameter", "The rules for general users.", true)
                + item(3, "Archer Services Parameter", "The rules for service accounts.", false) + "</SecurityParameters>")
        #expect(result("GetSecurityParameterName", [("securityParameter", "1")]) == "General User Parameter")
        #expect(result("GetSecurityParameterName", [("securityParameters", "3")]) == "Archer Services Parameter", "as in the table")
    }

    @Test("are created with and without the rules of letter case, and come back as they were set, units and all")
    func create() throws {
        #expect(result("CreateSecurityParameter", values("Plain")) == "4")
        #expect(result("CreateExtendedSecurityParameter", values("Extended") + extended) == "5")
        var plain = SecurityParameter()
        (plain.name, plain.description) = ("Plain", "text & more")
        (plain.minPasswordLength, plain.alphaCharsRequired, plain.numericCharsRequired) = (12, 3, 2)
        (plain.uppercaseCharsRequired, plain.lowercaseCharsRequired, plain.specialCharsRequired) = (0, 0, 0)
        (plain.passwordChangeInterval, plain.graceLogins, plain.maximumFailedLoginAttempts) = (60, 1, 5)
        (plain.lockoutPeriod, plain.sessionTimeout) = (.init(36, .hours), .init(2, .days))
        (plain.previousPasswordsDisallowed, plain.passwordExpirationNotice, plain.automaticAccountDeactivation) = (4, 7, 45)
        #expect(try stored("4") == plain)
        var other = plain
        other.name = "Extended"
        (other.uppercaseCharsRequired, other.lowercaseCharsRequired, other.specialCharsRequired) = (2, 3, 4)
        #expect(try stored("5") == other)
    }

    @Test("are changed, under the table's odd spellings too; without the rules of letter case these stay")
    func update() throws {
        let odd = values("Renamed", "2", "1").map { name, value in
            let spellings = [
                "description": "Description", "minPasswordCharacters": "MinPasswordCharacters", "expirationNotice": "expiratonNotice",
            ]
            return (spellings[name] ?? name, value)
        }
        #expect(result("UpdateSecurityParameter", [("securityParameterId", "3")] + odd) == "1")
        let changed = try stored("3")
        #expect(changed.name == "Renamed" && changed.description == "text & more" && changed.alphaCharsRequired == 3)
        #expect(changed.passwordExpirationNotice == 7 && changed.specialCharsRequired == 1)
        #expect(changed.lockoutPeriod == .init(36, .minutes) && changed.sessionTimeout == .init(2, .hours))
        #expect(result("UpdateExtendedSecurityParameter", [("securityParameterId", "3")] + values("Renamed") + extended) == "1")
        #expect(try stored("3").specialCharsRequired == 4)
        #expect(try stored("1").isDefault, "another one stays as it was")
    }

    @Test("have names of their own, whatever the letter case")
    func names() {
        let taken = "The security parameter name is already in use."
        for operation in ["CreateSecurityParameter", "CreateExtendedSecurityParameter"] {
            #expect(fault(operation, values("GENERAL user Parameter")) == taken)
            #expect(fault(operation, values(" ")) == "The name parameter is not valid: it is empty.")
        }
        for operation in ["UpdateSecurityParameter", "UpdateExtendedSecurityParameter"] {
            #expect(fault(operation, [("securityParameterId", "2")] + values("general user parameter")) == taken)
            #expect(result(operation, [("securityParameterId", "1")] + values("GENERAL USER PARAMETER")) == "1", "its own name")
        }
    }

    @Test(
        "A number below zero and a unit that does not exist are refused",
        arguments: [
            ("minPasswordLength", "-1", "it is negative"), ("lockDuration", "-2147483648", "it is negative"),
            ("accountTimeout", "-1", "it is negative"), ("maxRetries", "-5", "it is negative"),
            ("lockIntervalType", "0", "it is none of 1 (hours), 2 (minutes) and 3 (days)"),
            ("timeoutIntervalType", "4", "it is none of 1 (hours), 2 (minutes) and 3 (days)"),
        ])
    func badValues(name: String, value: String, reason: String) {
        let bad = values("Bad").map { ($0.0, $0.0 == name ? value : $0.1) }
        for operation in ["CreateSecurityParameter", "CreateExtendedSecurityParameter"] {
            #expect(fault(operation, bad) == "The \(name) parameter is not valid: \(reason).")
        }
        for operation in ["UpdateSecurityParameter", "UpdateExtendedSecurityParameter"] {
            #expect(fault(operation, [("securityParameterId", "1")] + bad) == "The \(name) parameter is not valid: \(reason).")
        }
    }

    @Test("The greatest numbers are stored and do not overflow")
    func greatestNumbers() throws {
        let greatest = values("Greatest", "3", "3").map { name, value in
            (name, Int32(value) == nil || name.hasSuffix("IntervalType") ? value : "2147483647")
        }
        let id = try #require(result("CreateExtendedSecurityParameter", greatest + extended))
        try stage.add(
            #"{"user_id": 60, "user_name": "great", "security_parameter": "Greatest"}"#, password: "x")
        #expect(stage.signIn("great", "x").status == 200)
        #expect(try stored(id).lockoutPeriod == .init(.max, .days))
    }

    @Test("An id that none has is refused")
    func unknown() {
        for id in ["0", "99"] {
            let text = "There is no security parameter with the id \(id)."
            #expect(fault("GetSecurityParameterName", [("securityParameter", id)]) == text)
            #expect(fault("DeleteSecurityParameter", [("securityParameterId", id)]) == text)
            #expect(fault("UpdateSecurityParameter", [("securityParameterId", id)] + values("x")) == text)
            #expect(fault("UpdateExtendedSecurityParameter", [("securityParameterId", id)] + values("x") + extended) == text)
        }
    }

    @Test("are deleted unless they are those of new users or somebody has them")
    func delete() throws {
        func delete(_ id: String) -> [(String, String)] { [("securityParameterId", id)] }
        #expect(fault("DeleteSecurityParameter", delete("1")) == "The default parameter cannot be deleted.")
        let id = try #require(result("CreateSecurityParameter", values("Mine")))
        try stage.add(#"{"user_id": 60, "user_name": "somebody", "security_parameter": "Mine"}"#, password: "x")
        #expect(fault("DeleteSecurityParameter", delete(id)) == "The security parameter cannot be deleted while users have it.")
        let somebody = try stage.domain().accountID(ofUser: 60)
        #expect(try stage.users.delete(somebody, in: stage.site))
        #expect(result("DeleteSecurityParameter", delete(id)) == "1")
        #expect(fault("DeleteSecurityParameter", delete(id)) == "There is no security parameter with the id \(id).")
    }

    @Test("One alone is that of new users")
    func defaults() throws {
        let call = stage.domain()
        try call.updateSecurityParameter(3) { $0.isDefault = true }
        #expect(try call.securityParameters().filter(\.parameter.isDefault).map(\.id) == [3])
        #expect(throws: ArcherRefusal.self) { try call.updateSecurityParameter(3) { $0.isDefault = false } }
        var parameter = SecurityParameter()
        (parameter.name, parameter.isDefault) = ("New", true)
        let id = try call.createSecurityParameter(parameter)
        #expect(try call.policyOfNewUsers()?.archerID == id)
        #expect(try call.securityParameters().filter(\.parameter.isDefault).count == 1)
    }

    @Test("keep every value, those that rule nothing too")
    func roundTrip() throws {
        let call = stage.domain()
        var parameter = SecurityParameter()
        parameter.name = "All"
        parameter.passwordChangeLimit = 2
        parameter.maximumFailedLoginAttempts = 0
        parameter.lockoutPeriod = .init(5, .hours)
        parameter.staticSessionTimeout = .init(8, .hours)
        parameter.sessionTimeoutWarning = 3
        (parameter.permittedFromTime, parameter.permittedToTime) = (480, 1020)
        (parameter.isDisallowedByDays, parameter.disallowedSessionDays) = (true, 65)
        (parameter.isDisallowedByDates, parameter.disallowedDates) = (true, [CivilDate(day: 20_000), CivilDate(day: 19_000)])
        parameter.timeZoneCode = "Eastern Standard Time"
        parameter.alias = "All_1"
        parameter.others = ["PinLength": "4", "MobileTimeout": "null"]
        let id = try call.createSecurityParameter(parameter)
        #expect(try call.securityParameter(id).parameter == parameter)
        let bad: [(inout SecurityParameter) -> Void] = [
            { $0.timeZoneCode = "Nowhere Standard Time" }, { $0.disallowedSessionDays = 128 }, { $0.permittedToTime = 1440 },
            { $0.permittedFromTime = -1 }, { $0.description = "\u{1}" }, { $0.name = "\u{1}" },
        ]
        for change in bad { #expect(throws: ArcherRefusal.self) { try call.updateSecurityParameter(id, change) } }
    }
}
