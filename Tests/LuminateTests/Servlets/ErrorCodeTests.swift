import Accounts
import HTTP
import Luminate
import StageSupport
import TestSupport
import Testing

@Suite("Error codes")
struct ErrorCodeTests {
    @Test("Each code answers a request, with the message of its table alone", arguments: LuminateErrorCode.allCases)
    func code(_ code: LuminateErrorCode) throws {
        let reply = try Self.reply(code)
        #expect(reply.code == code.rawValue && reply.element("message") == code.message)
        #expect(reply.status == (code == .httpMethodNotSupported ? 405 : 403))
        let json = try Self.reply(code, inJSON: true)
        #expect(json.status == reply.status)
        #expect(json.text == #"{"errorResponse":{"code":"\#(code.rawValue)","message":"\#(code.message)"}}"#)
    }

    private static func reply(_ code: LuminateErrorCode, inJSON: Bool = false) throws -> Reply {
        let store = MemoryAccountStore()
        let stage = try Stage(store: store) { settings in
            switch code {
            case .addressNotAllowed: settings.allowedNetworks = ["10.0.0.0/8"].compactMap(IPNetwork.init)
            case .noAuthenticationFields: settings.authenticationColumns = []
            default: break
            }
        }
        let request = try request(for: code, to: stage, inJSON: inJSON)
        if code == .interactionNotLogged {
            let (users, site, donor) = (stage.users, stage.site, try #require(try stage.account(consID: "1000121")).id)
            store.beforeWriting { _ = try? users.delete(donor, in: site) }
        }
        return stage.reply(to: request)
    }

    /// A request that is answered with a code. The switch has no default, so that a new code needs one.
    private static func request(for code: LuminateErrorCode, to stage: Stage, inJSON: Bool) throws -> HTTPRequest {
        var servlet = Luminate.Servlet.server
        var cookie: String?
        func client(_ name: String, _ fields: KeyValuePairs<String, String> = [:]) -> Form {
            servlet = .client
            return Form(name, fields)
        }
        func server(_ name: String, _ fields: KeyValuePairs<String, String> = [:]) -> Form {
            Form(name, fields).adding(["login_name": "apiadmin", "login_password": "api-secret"])
        }
        func onDonor(_ name: String, _ fields: KeyValuePairs<String, String> = [:]) -> Form {
            server(name, ["cons_id": "1000121"]).adding(all: Form(raw: fields))
        }
        func inSession(_ name: String, _ fields: KeyValuePairs<String, String>) throws -> Form {
            let session = try stage.session()
            cookie = session.cookie
            return client(name, fields).adding(["auth": session.auth])
        }
        func log(_ name: String, _ value: String) -> Form { onDonor("logInteraction", ["interaction_subject": "x", name: value]) }
        let form: Form =
            switch code {
            case .unableToProcess: client("loginTest").replacing("v", by: "2.0")
            case .incorrectAPIKey: client("loginTest").replacing("api_key", by: "other")
            case .notAuthorized: server("getUser").replacing("login_password", by: "wrong")
            case .addressNotAllowed: server("getUser")
            case .tokenRequired: client("getUser")
            case .unknownMethod: client("getuser")
            case .singleSignOnFailed: client("singleSignOn", ["sso_auth_token": "unknown"])
            case .severalMatched: server("getUser", ["member_id": "TWIN"])
            case .parameterMissing: client("isEmailValid")
            case .fieldMissing: onDonor("changePassword", ["old_password": "old-secret"])
            case .duplicateRecord: client("create", ["primary_email": "donor@example.org"])
            case .duplicateUserName: onDonor("update", ["user_name": "admin"])
            case .duplicateEmail: onDonor("update", ["email.primary_address": "twins@example.org"])
            case .methodNotAllowed: server("loginTest")
            case .updateMatchedSeveral: server("update", ["member_id": "TWIN", "name.first": "Ann"])
            case .notFound: server("getUser", ["cons_id": "9"])
            case .unknownField: client("listUserFieldChoices", ["field": "nix"])
            case .wrongPassword: onDonor("changePassword", Self.change(from: "wrong"))
            case .oldPasswordRequired: onDonor("changePassword")
            case .validationFailed: client("create", ["primary_email": "no address"])
            case .valueTooLong: onDonor("logInteraction", ["interaction_subject": String(repeating: "x", count: 81)])
            case .invalidDateRange: onDonor("getUserInteractions", ["begin_date": "yesterday"])
            case .invalidInteractionType: log("interaction_type_id", "1")
            case .invalidInteraction: onDonor("getInteraction", ["interaction_id": "999"])
            case .interactionNotLogged:
                try inSession("logInteraction", ["interaction_subject": "x"])
            case .invalidCategory: log("interaction_cat_id", "x")
            case .interactionTooLarge: log("interaction_body", String(repeating: "x", count: 1501))
            case .tooManyInteractions:
                try interactions(500, in: stage).isEmpty ? Form("") : log("interaction_count", "1")
            case .wrongInteractionConstituent:
                server("getInteraction", ["cons_id": "1001002", "interaction_id": "\(try interactions(1, in: stage)[0])"])
            case .noAuthenticationFields: client("authenticateUser", ["last_name": "Sample"])
            case .invalidCharacters: log("interaction_body", "a\u{1}")
            case .invalidListCriteria: onDonor("getUserInteractions", ["list_page_size": "0"])
            case .userNameMissing: client("login", ["password": "old-secret"])
            case .passwordMissing: client("login", ["user_name": "donor"])
            case .loginFailed: client("login", ["user_name": "donor", "password": "wrong"])
            case .notLoggedIn: client("loginTest")
            case .httpMethodNotSupported: client("login")
            }
        let whole = inJSON ? form.adding(["response_format": "json"]) : form
        return code == .httpMethodNotSupported ? whole.inQuery("GET", servlet) : whole.post(servlet, cookie: cookie)
    }

    private static func change(from old: String) -> KeyValuePairs<String, String> {
        ["old_password": old, "user_password": "new-secret", "retype_password": "new-secret", "reminder_hint": "stars"]
    }

    /// Writes interactions of the donor down. Returns the ids of all, the newest first.
    private static func interactions(_ count: Int, in stage: Stage) throws -> [Int64] {
        let donor = try #require(try stage.account(consID: "1000121")).id
        let kind: EventKind = "luminate.interaction"
        let events = (0..<count).map { _ in Change.append(Event(kind, of: donor, at: stage.clock.now)) }
        _ = try stage.users.commit(Transaction(events), in: stage.site)
        return try stage.users.events(kind, of: donor, in: stage.site, limit: count).map(\.id)
    }
}
