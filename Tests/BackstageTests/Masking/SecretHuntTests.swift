import HTTP
import JSON
import TestSupport
import Testing

@testable import Backstage

/// Sends secrets to right and wrong places, and looks for them in all that the admin API shows.
@Suite("No secret leaves by the journal")
struct SecretHuntTests {
    private static let form = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
    private static let xml = [(name: "Content-Type", value: "text/xml; charset=utf-8")]
    private static let xweb = "/xweb/secure/netForumXML.asmx"

    /// Passwords of the demo world that are long enough not to stand in other words.
    private static let passwords = ["xweb-secret", "Pa$$w0rd", "Sysadmin-1", "Sample-Pass-1", "old-secret", "api-secret"]

    private static func spellings(_ secret: String) -> [String] {
        let percent = PercentEncoding.encode(secret)
        let json = String(decoding: JSON.string(secret).bytes.dropFirst().dropLast(), as: UTF8.self)
        return [secret, percent, json, secret.replacing("$", with: "&#36;")]
    }

    private static func send(_ secret: String, to stage: AdminStage) {
        let (systems, percent) = (stage.systems, PercentEncoding.encode(secret))
        // Right places.
        stage.changePassword(from: secret, to: "New-" + secret)
        _ = stage.archerSignIn("sysadmin", percent)
        _ = systems.response(
            "POST", "/site/CRConsAPI", form, body: "method=login&api_key=open&v=1.0&user_name=donor&password=\(percent)")
        _ = systems.response(
            "POST", "/xweb/JSON/Authenticate", [(name: "Content-Type", value: "application/json")],
            body: #"{"Authenticate": {"userName": "xweb", "password": "\#(secret)"}}"#)
        _ = systems.response(
            "POST", "/api/core/security/login", [(name: "Content-Type", value: "application/json")],
            body: #"{"InstanceName": "Default", "Username": "sysadmin", "UserDomain": "", "Password": "\#(secret)"}"#)
        // The name's field.
        _ = stage.archerSignIn(percent, "x")
        stage.xweb("WEBWebUserLogin", [("LoginOrEmail", secret), ("password", "x")])
        _ = systems.response("POST", "/site/CRConsAPI", form, body: "method=login&api_key=open&v=1.0&user_name=\(percent)&password=x")
        // A header, an address, and an operation that nobody knows.
        _ = systems.response("GET", "/xweb/JSON/WEBWebUserGet?key=1&password=\(percent)", [(name: "X-Password", value: secret)])
        _ = systems.response("POST", "/ws/general.asmx", xml + [(name: "Authorization", value: "Basic \(secret)")], body: "<a/>")
        _ = systems.response(
            "POST", xweb, xml,
            body:
                "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body><Unheard><x>\(secret)</x></Unheard></e:Body></e:Envelope>"
        )
        _ = systems.response("POST", "/ws/general.asmx/Unheard", form, body: "user=\(percent)")
        _ = systems.response("GET", "/site/CRConsAPI?method=unheard&x=\(percent)")
        // Messages that are no XML, no JSON and no form.
        for body in ["<a><b>\(secret)</c>", secret, "<a x='\(secret)", "{\"a\": \"\(secret)", "<!-- \(secret)", "<![CDATA[\(secret)"] {
            _ = systems.response("POST", xweb, xml, body: body)
            _ = systems.response("POST", "/xweb/JSON/Authenticate", [(name: "Content-Type", value: "application/json")], body: body)
            _ = systems.response("POST", "/api/core/security/login", [(name: "Content-Type", value: "application/json")], body: body)
        }
    }

    @Test(arguments: passwords) func aPasswordIsShownNowhere(password: String) throws {
        for level in [Journal.Level.messages, .calls] {
            let stage = try AdminStage(journal: level)
            Self.send(password, to: stage)
            try Self.expectNo(Self.spellings(password), in: stage)
        }
    }

    @Test func aLiveTokenIsShownNowhere() throws {
        let stage = try AdminStage()
        let (systems, token) = (stage.systems, AdminStage.xwebToken)
        let signedIn = systems.response(
            "POST", "/ws/general.asmx/CreateUserSessionFromInstance", Self.form,
            body: "userName=sysadmin&instanceName=Default&password=Sysadmin-1")
        let archer = try #require(signedIn.text(of: "string"))
        for token in [token, token.uppercased(), archer] {
            stage.xweb("GetVersion", token: token)
            stage.xweb("WEBWebUserGet", [("key", token)])
            _ = systems.response("GET", "/xweb/JSON/WEBWebUserGet?key=\(token)", [(name: "Authorization", value: "Bearer \(token)")])
            _ = systems.response("POST", "/ws/accesscontrol.asmx/LookupUserId", Self.form, body: "sessionToken=\(token)&username=\(token)")
            _ = systems.response(
                "GET", "/\(token)/nothing?x=\(token)", [(name: "User-Agent", value: "agent \(token)"), (name: "X-Any", value: token)])
            _ = systems.response("GET", "/site/CRConsAPI;jsessionid=\(token)?method=getUser&api_key=\(token)")
            _ = systems.response("POST", Self.xweb, Self.xml, body: "<broken>\(token)")
        }
        try Self.expectNo([token, token.uppercased(), archer], in: stage)
    }

    /// Looks for texts in each address of the admin API that shows calls.
    private static func expectNo(_ texts: [String], in stage: AdminStage) throws {
        var pages = ["/api/requests?limit=1000&site=*"].map { stage.send("GET", $0).bodyText }
        let ids = (stage.send("GET", "/api/requests?limit=1000").json["requests"]?.elements ?? []).compactMap { $0["id"]?.int }
        #expect(ids.count > 10)
        for id in ids {
            pages.append(stage.send("GET", "/api/requests/\(id)").bodyText)
            pages.append(stage.send("GET", "/api/requests/\(id)/pair").bodyText)
        }
        pages.append(stage.send("POST", "/api/requests/export", #"{"limit": 1000}"#).bodyText)
        pages.append(stage.send("POST", "/api/requests/verify", #"{"match": {"operation": "Nothing"}, "show": 20}"#).bodyText)
        for page in pages {
            for text in texts where page.contains(text) {
                let place = page.firstRange(of: text).map { page[$0.lowerBound...].prefix(60) + " … " + page[..<$0.lowerBound].suffix(200) }
                Issue.record("\(text) is in: \(place ?? "")")
            }
        }
    }
}
