import HTTP
import StageSupport
import TestSupport
import Testing

@testable import Archer

/// Every refusal of Archer's in every binding, in both forms of `customErrors`, and of a site that says why and one that does not.
@Suite("Archer's refusals")
struct FaultTests {
    private typealias Parameters = [(String, String)]

    /// A call that is refused. Its session is a token, or whose it is: the administrator's or the reader's.
    private struct Refused {
        let service: ArcherServices.ServiceName
        let operation: String
        let parameters: Parameters
        let message: String

        init(_ service: ArcherServices.ServiceName, _ operation: String, _ parameters: Parameters, _ message: String) {
            self.service = service
            self.operation = operation
            self.parameters = parameters
            self.message = message
        }

        /// A call of the access control service in a session.
        init(_ operation: String, _ parameters: Parameters, _ message: String, session: String = "admin") {
            self.init(.accesscontrol, operation, [("sessionToken", session)] + parameters, message)
        }
    }

    private static let signIn = [("userName", "sysadmin"), ("instanceName", "Default"), ("password", "wrong")]
    private static let noSession = "Unable to create a session: the user name, instance name or password is not valid."
    private static let rules = [
        "minPasswordLength", "minPasswordCharacters", "minPasswordNumerals", "passwordLifetime", "graceLogins", "maxRetries",
        "lockDuration", "lockIntervalType", "sessionTimeout", "passwordHistoryCheckDepth", "expirationNotice", "accountTimeout",
        "timeoutIntervalType",
    ].map { ($0, "1") }

    /// Each refusal of the page Faults, with the least that leads to it.
    private static let table: [Refused] = [
        Refused("GetUserListCount", [], "Invalid session token.", session: "nix"),
        Refused(.general, "TerminateSession", [("sessionToken", "")], "Invalid session token."),
        Refused(.general, "CreateUserSessionFromInstance", signIn, noSession),
        Refused(.general, "CreateDomainUserSessionFromInstance", signIn + [("usersDomain", "CORP")], noSession),
        Refused(
            "DeleteUser", [("userId", "99")], "The user does not have Delete privileges, which DeleteUser requires.", session: "reader"),
        Refused("LookupUserId", [("username", "nobody")], "There is no user with that user name."),
        Refused("GetUser", [("userId", "99")], "There is no user with the id 99."),
        Refused("GetGroup", [("groupId", "99")], "There is no group with the id 99."),
        Refused("AddUserToRole", [("userId", "1"), ("roleId", "99")], "There is no role with the id 99."),
        Refused("GetSecurityParameterName", [("securityParameter", "99")], "There is no security parameter with the id 99."),
        Refused("UpdateUserName", [("userId", "123"), ("userName", "SysAdmin")], "The user name is already in use."),
        Refused("CreateGroup", [("groupName", "everyone")], "The group name is already in use."),
        Refused(
            .accessrole, "CreateRole",
            [
                ("sessionToken", "admin"), ("roleName", "general user"), ("roleDesc", ""), ("defaultFlag", "false"),
                ("requiredFlag", "false"),
            ],
            "The role name is already in use."),
        Refused(
            "CreateSecurityParameter", [("name", "general user parameter"), ("description", "")] + rules,
            "The security parameter name is already in use."),
        Refused("CreateGroup", [("groupName", " ")], "The groupName parameter is not valid: it is empty."),
        Refused(
            "UpdateUserAccountStatus", [("userId", "123"), ("accountStatus", "4")],
            "The accountStatus parameter is not valid: it is none of 1 (Active), 2 (Inactive) and 3 (Locked)."),
        Refused("GetUserListPaginated", [("pageSize", "1"), ("page", "0")], "The page parameter is not valid: it is below 1."),
        Refused(
            "ChangePassword", [("userId", "123"), ("password", "Abcdefghi")],
            "The password does not meet the requirements of the user's security parameter: at least 1 digit; "
                + "at least 1 character other than letters and digits."),
        Refused("DeleteUser", [("userId", "1")], "The sysadmin cannot be deleted."),
        Refused("UpdateUserName", [("userId", "7"), ("userName", "x")], "The service account cannot be renamed."),
        Refused("DeleteGroup", [("groupId", "1")], "The Everyone group cannot be deleted."),
        Refused("DeleteSecurityParameter", [("securityParameterId", "1")], "The default parameter cannot be deleted."),
        Refused("AddChildToGroup", [("childGroupId", "2"), ("parentGroupId", "2")], "The group cannot contain itself."),
        Refused(
            "AddContactInfo", [("userId", "123"), ("contactInfo", "<A>")], "The contactInfo parameter is not valid: it is not XML."),
        Refused(.general, "CreateUserSession", [], "The CreateUserSession method is disabled; use CreateUserSessionFromInstance."),
        Refused("UseDaylightSavings", [], "The UseDaylightSavings method is disabled; nothing replaces it."),
    ]

    /// Returns the form call of an operation.
    private static func form(_ call: Refused, _ parameters: Parameters) -> HTTPRequest {
        var fields = HTTPFields()
        fields.append("Content-Type", "application/x-www-form-urlencoded")
        let body = parameters.map { "\($0)=\($1.replacing(" ", with: "+"))" }.joined(separator: "&")
        let path = call.service.page.path + "/" + call.operation
        return HTTPRequest(method: "POST", path: path, fields: fields, body: Array(body.utf8))
    }

    @Test(
        "are the same in SOAP 1.1, in SOAP 1.2 and in forms, with and without exceptions, and say nothing where they are opaque",
        arguments: [(false, false), (false, true), (true, false), (true, true)])
    func all(isOpaque: Bool, showsExceptions: Bool) throws {
        var settings = ArcherSettings()
        (settings.isOpaque, settings.showsExceptions) = (isOpaque, showsExceptions)
        let stage = try Stage(settings)
        try stage.add(#"{"user_id": 7, "user_name": "feeds", "user_type": "service"}"#, password: "Password-1")
        let tokens = ["admin": stage.session(), "reader": stage.session("sample.user", "Sample-Pass-1")]
        for call in Self.table {
            let parameters = call.parameters.map { ($0, $0 == "sessionToken" ? tokens[$1] ?? $1 : $1) }
            let message = isOpaque && call.message != "Invalid session token." ? "The request was refused." : call.message
            let soap = "Server was unable to process request. ---> " + message
            func expect(_ text: String?, _ message: String, thrownAs type: String) {
                let text = text?.unescaped ?? ""
                if showsExceptions {
                    #expect(text.hasPrefix("\(type): \(message)\r\n   at ") || text.hasPrefix("\(type): \(message)\n   at "))
                } else {
                    #expect(text == message)
                }
            }
            let old = stage.call(call.service, call.operation, parameters)
            #expect(old.status == 500 && old.text(of: "faultcode") == "soap:Server", "\(call.operation)")
            #expect(old.bodyText.contains("<detail />") && old.text(of: "faultactor") == nil)
            expect(old.text(of: "faultstring"), soap, thrownAs: "System.Web.Services.Protocols.SoapException")

            let new = stage.call(call.service, call.operation, parameters, soap12: true)
            #expect(new.status == 500 && new.text(of: "soap:Value") == "soap:Receiver", "\(call.operation)")
            #expect(new.bodyText.contains("<soap:Detail />"))
            expect(new.text(of: "soap:Text"), soap, thrownAs: "System.Web.Services.Protocols.SoapException")

            let form = stage.send(Self.form(call, parameters))
            #expect(form.status == 500, "\(call.operation)")
            expect(form.bodyText.replacing("&#39;", with: "'"), message, thrownAs: "System.Exception")
        }
    }

    @Test("hold the words on which clients sign in anew only where the session has ended")
    func sessionPhrases() {
        for call in Self.table where call.message != "Invalid session token." {
            #expect(!SessionTests.sessionPhrases.contains { call.message.contains($0) })
        }
    }
}
