import Accounts
import HTTP
import Luminate
import StageSupport
import Testing

/// A link of a stranger's, followed by a browser that is logged in, sends the browser to the stranger's address. Nothing that gives access may
/// stand in it.
@Suite("Secrets and redirects")
struct RedirectSecretTests {
    private let stage: Stage
    /// The session of a browser that is logged in, and its `auth` token.
    private let cookie: String
    private let auth: String
    private let sso: String
    /// The id of an interaction with the constituent who is logged in.
    private let interaction: String

    init() throws {
        stage = try Stage {
            $0.redirectHosts = ["evil.example"].compactMap(HostPattern.init)
            $0.authenticateUserGivesTokens = true
        }
        try stage.addSite(#"{"interests": [{"id": 1001, "name": "Science"}]}"#)
        let donor = try stage.account(consID: "1000121")?.id
        let event = Event("luminate.interaction", of: donor, at: stage.clock.now, fields: ["subject": "call"])
        _ = try stage.users.commit(Transaction([.append(event)]), in: stage.site)
        interaction = try stage.users.events("luminate.interaction", of: nil, in: stage.site, limit: 1).map { String($0.id) }.joined()
        cookie = try #require(stage.logIn().cookie)
        auth = try #require(stage.loginURL(cookie: cookie).element("token"))
        sso = try #require(stage.postAsAdministrator("getSingleSignOnToken", ["cons_id": "1000121"]).element("token"))
    }

    /// The methods that a browser can call.
    private static let methods = luminateMethods.filter { $0.isEmulated && $0.servlets.contains(.client) }.map(\.name)
    private static let results = luminateMethods.compactMap(\.result)

    /// What each method needs to do what it is asked.
    private func form(_ method: String) -> Form {
        switch method {
        case "login": Form(method, ["user_name": "donor", "password": "old-secret"])
        case "authenticateUser": Form(method, ["last_name": "Sample", "member_id": "100234"])
        case "changePassword":
            Form(
                method,
                [
                    "auth": auth, "old_password": "old-secret", "user_password": "new-secret", "retype_password": "new-secret",
                    "reminder_hint": "none",
                ])
        case "getUser", "getUserGroups", "getUserInterests", "getUserInteractions", "update", "createOrUpdate":
            Form(method, ["auth": auth])
        case "isUserInterested": Form(method, ["auth": auth, "interest_id": "1001"])
        case "logInteraction": Form(method, ["auth": auth, "interaction_subject": "visit"])
        case "getInteraction", "updateInteraction": Form(method, ["auth": auth, "interaction_id": interaction])
        case "create": Form(method, ["primary_email": "new@example.org", "get_single_sign_on_token": "true"])
        case "singleSignOn": Form(method, ["sso_auth_token": sso])
        case "isEmailValid": Form(method, ["email": "a@b.example"])
        case "listUserFieldChoices": Form(method, ["field": "name.title"])
        default: Form(method)
        }
    }

    /// The cookie to send with a method. A browser that is logged in creates no record.
    private func cookie(for method: String) -> String? { method == "create" ? nil : cookie }

    /// The answers that have nothing but elements with elements, which no address can show.
    private static let structures = [
        "singleSignOn", "listUserFields", "listUserFieldChoices", "getUserGroups", "getUserInterests", "getUserInteractions",
        "getInteraction",
    ]

    /// An address with a placeholder for every member of every answer there is, each in brackets behind its name.
    private static func address(_ beginning: String) -> String {
        var placeholders: [String] = []
        for result in results {
            for member in result.members where !placeholders.contains("\(result.name).\(member)=(${\(result.name)/\(member)})") {
                placeholders.append("\(result.name).\(member)=(${\(result.name)/\(member)})")
            }
        }
        return beginning + placeholders.joined(separator: "&")
    }

    private func value(of member: String, in result: LuminateResult, _ location: String) throws -> Substring {
        let found = try #require(location.firstRange(of: "\(result.name).\(member)=("))
        return location[found.upperBound...].prefix { $0 != ")" }
    }

    @Test(
        "No method fills a placeholder with a secret, in whatever part of the address",
        arguments: methods, ["http://evil.example/?", "http://evil.example/", "http://evil.example/#"])
    func placeholders(_ method: String, _ beginning: String) throws {
        let result = try #require(luminateMethods.first { $0.name == method }?.result)
        let reply = stage.post(
            .client, form(method).adding(["redirect": Self.address(beginning)]), cookie: cookie(for: method), isSecure: true)
        #expect(reply.status == 302)
        let location = try #require(reply.location)
        for other in Self.results {
            for member in other.members where other.secretMembers.contains(member) || other.name != result.name {
                let value = try value(of: member, in: other, location)
                #expect(value.isEmpty, "\(member) of \(other.name)")
            }
        }
        // What may be shown is shown: the redirect was filled at all.
        let shown = try result.members.filter { try !value(of: $0, in: result, location).isEmpty }
        #expect(!shown.isEmpty || Self.structures.contains(method))
        for secret in [cookie, auth, reply.cookie].compactMap(\.self) { #expect(!location.contains(secret)) }
        // A login opens a session and tokens; what is left of the address has none that is as long.
        #expect(location.firstMatch(of: /[A-Za-z0-9_-]{22,}\.app101a|[A-Za-z0-9_-]{65,}|[0-9A-F]{32}/) == nil)
    }

    @Test("No method fills a parameter without a value with a secret", arguments: methods)
    func emptyParameters(_ method: String) throws {
        let reply = stage.post(
            .client, form(method).adding(["redirect": "http://evil.example/?JSESSIONID=&token=&nonce=&url=&auth=&sso_auth_token="]),
            cookie: cookie(for: method))
        #expect(reply.location == "http://evil.example/?JSESSIONID=&token=&nonce=&url=&auth=&sso_auth_token=")
    }

    @Test("A link with a logged-in browser's cookie brings the other site nothing, signed or not", arguments: ["false", "true"])
    func link(signed: String) throws {
        let address =
            "http://evil.example/?s=${getLoginUrlResponse/JSESSIONID}&t=${getLoginUrlResponse/token}&u=${getLoginUrlResponse/url}"
            + "&r=${getLoginUrlResponse/routing_id}"
        var request = Form("getLoginUrl", ["redirect": address, "sign_redirects": signed]).inQuery("GET", .client)
        request.fields.append("Cookie", HTTPFieldValue(replacingControlsIn: "JSESSIONID=\(cookie)"))
        let location = try #require(stage.send(request, to: .client).location)
        #expect(location.hasPrefix("http://evil.example/?s=&t=&u=&r=00000000.app101a"))
        #expect(location.contains("&ts=") == (signed == "true"))
    }

    @Test("A session that a nonce opens is given to the browser by cookie alone")
    func nonce() throws {
        let url = try #require(stage.loginURL(cookie: cookie).element("url"))
        let nonce = try #require(url.split(separator: "=").last)
        let reply = stage.post(
            .client, Form("loginTest", ["NONCE_TOKEN": String(nonce), "redirect": Self.address("http://evil.example/?")]))
        let location = try #require(reply.location)
        #expect(location.contains("loginResponse.cons_id=(1000121)"))
        let given = try #require(reply.cookie)
        #expect(!location.contains(nonce) && !location.contains(given))
    }

    @Test("Every member that holds an id of a session, a token, a nonce or an address with one is marked secret")
    func members() {
        for result in Self.results {
            let givesAccess = Set(result.members).intersection(["JSESSIONID", "token", "nonce", "url"])
            #expect(result.secretMembers.isSuperset(of: givesAccess), "\(result.name)")
        }
    }
}
