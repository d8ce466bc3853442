import ASMX
import Accounts
import Calls
import Emulator
import HTTP
import StageSupport
import TestSupport
import Testing
import Understudy

@testable import PostgreSQLStore

/// How often calls of the vendors wait for the database. Over a network, each costs its time.
@Suite("A call waits for the database", .enabled(if: TestServer.address != nil, TestServer.absence))
struct RoundTripTests {
    /// The demo world in a database, with the number of round trips.
    private struct World {
        let live: LiveWorld
        let emulator: Emulator
        let store: PostgreSQLStore

        init(_ live: LiveWorld) throws {
            self.live = live
            store = try #require(live.users.store as? PostgreSQLStore)
            emulator = Emulator(
                users: live.users, sites: live.sites, settings: live.settings, profile: .asmx, health: Health { nil })
        }

        /// Sends a request. Returns the text of its answer, which must be a success, and the number of round trips.
        func send(_ request: HTTPRequest, sourceLocation: SourceLocation = #_sourceLocation) -> (response: HTTPResponse, trips: Int) {
            let before = store.roundTrips
            let response = emulator.answer(request).response
            let trips = store.roundTrips - before
            #expect(response.status == 200, "\(response.text)", sourceLocation: sourceLocation)
            return (response, trips)
        }

        func xweb(
            _ operation: String, _ parameters: [(String, String)], token: String? = nil,
            sourceLocation: SourceLocation = #_sourceLocation
        ) -> (response: HTTPResponse, trips: Int) {
            let page = SOAPPage(path: "/xweb/secure/netForumXML.asmx", namespace: "http://www.avectra.com/2005/")
            let header = token.map { "<n:AuthorizationToken><n:Token>\($0)</n:Token></n:AuthorizationToken>" } ?? ""
            return send(page.request(operation, parameters, header: header), sourceLocation: sourceLocation)
        }

        func archer(
            _ service: String, _ operation: String, _ parameters: [(String, String)], sourceLocation: SourceLocation = #_sourceLocation
        ) -> (response: HTTPResponse, trips: Int) {
            let page = SOAPPage(path: "/archer/ws/\(service).asmx", namespace: "http://archer-tech.com/webservices/")
            return send(page.request(operation, parameters), sourceLocation: sourceLocation)
        }

        func luminate(
            _ servlet: String, _ method: String, _ parameters: [(String, String)], cookie: String? = nil,
            sourceLocation: SourceLocation = #_sourceLocation
        ) -> (response: HTTPResponse, trips: Int) {
            var request = HTTPRequest(method: "POST", path: "/site/\(servlet)", query: nil)
            request.fields.append("Content-Type", "application/x-www-form-urlencoded")
            if let cookie { request.fields.append(name: "Cookie", HTTPFieldValue(replacingControlsIn: "JSESSIONID=\(cookie)")) }
            let all = [("method", method), ("api_key", "open"), ("v", "1.0")] + parameters
            request.body = Array(all.map { "\($0.0)=\($0.1)" }.joined(separator: "&").utf8)
            return send(request, sourceLocation: sourceLocation)
        }
    }

    private func withWorld(_ body: (World) throws -> Void) throws {
        try TestServer.withDatabase { address in
            var options = ServerOptions()
            options.location = .database(address)
            options.world = .demo
            options.passwordCost = .light
            let live = try LiveWorld(options)
            defer { live.close() }
            try body(World(live))
        }
    }

    /// Returns the text of an element in an answer.
    private func text(_ name: String, in response: HTTPResponse) throws -> String {
        let text = response.text
        let start = try #require(text.firstRange(of: "<\(name)>")?.upperBound, "\(text)")
        let end = try #require(text[start...].firstRange(of: "</")?.lowerBound)
        return String(text[start..<end])
    }

    @Test("of xWEB once for a look-up, and three times for a sign-in or a change of password")
    func xweb() throws {
        try withWorld { world in
            let credentials = [("userName", "xweb"), ("password", "xweb-secret")]
            // The first call of a process may sweep, and the first sign-in from an address is remembered.
            _ = world.xweb("Authenticate", credentials)
            let signIn = world.xweb("Authenticate", credentials)
            #expect(signIn.trips == 3)
            let token = try text("Token", in: signIn.response)
            for (operation, parameter, value) in [
                ("WEBWebUserGet", "cst_key", "1f6a7c52-93be-4d0f-8a55-2e9c47d1b803"), ("WEBWebUserGetByRecno_Custom", "cst_recno", "82457"),
            ] {
                let lookUp = world.xweb(operation, [(parameter, value)], token: token)
                #expect(lookUp.response.text.contains("82457"))
                #expect(lookUp.trips == 1, "\(operation)")
            }
            let login = [("LoginOrEmail", "member@example.org"), ("password", "123")]
            _ = world.xweb("WEBWebUserLogin", login, token: token)
            #expect(world.xweb("WEBWebUserLogin", login, token: token).trips == 3)
            let change = [("recno", "82457"), ("oldPassword", "123"), ("newPassword", "456")]
            let changed = world.xweb("WEBWebUserChangePassword", change, token: token)
            #expect(try text("WEBWebUserChangePasswordResult", in: changed.response) == "true")
            #expect(changed.trips == 3)
        }
    }

    @Test("of Archer once for a look-up, and three times for a sign-in or a change of password")
    func archer() throws {
        try withWorld { world in
            let credentials = [("userName", "sysadmin"), ("instanceName", "Default"), ("password", "Sysadmin-1")]
            _ = world.archer("general", "CreateUserSessionFromInstance", credentials)
            let signIn = world.archer("general", "CreateUserSessionFromInstance", credentials)
            #expect(signIn.trips == 3)
            let session = try text("CreateUserSessionFromInstanceResult", in: signIn.response)
            // The directory is read when it has changed.
            _ = world.archer("accesscontrol", "LookupUserId", [("sessionToken", session), ("username", "sample.user")])
            let lookUp = world.archer("accesscontrol", "LookupUserId", [("sessionToken", session), ("username", "sample.user")])
            #expect(try text("LookupUserIdResult", in: lookUp.response) == "123")
            #expect(lookUp.trips == 1)
            let name = world.archer("accesscontrol", "LookupUserName", [("sessionToken", session), ("userId", "123")])
            #expect(try text("LookupUserNameResult", in: name.response) == "sample.user")
            #expect(name.trips == 1)
            let change = world.archer(
                "accesscontrol", "ChangePassword", [("sessionToken", session), ("userId", "123"), ("password", "Sample-Pass-2")])
            #expect(try text("ChangePasswordResult", in: change.response) == "1")
            #expect(change.trips == 3)
        }
    }

    @Test("of Luminate once for a look-up, and three times for a login or a change of password")
    func luminate() throws {
        try withWorld { world in
            let administrator = [("login_name", "apiadmin"), ("login_password", "api-secret")]
            _ = world.luminate("SRConsAPI", "getUser", administrator + [("cons_id", "1000121")])
            let onServer = world.luminate("SRConsAPI", "getUser", administrator + [("cons_id", "1000121")])
            #expect(onServer.response.text.contains("donor"))
            #expect(onServer.trips == 1)

            let credentials = [("user_name", "donor"), ("password", "old-secret")]
            _ = world.luminate("CRConsAPI", "login", credentials)
            let login = world.luminate("CRConsAPI", "login", credentials)
            #expect(login.trips == 3)
            let cookie = try text("JSESSIONID", in: login.response)
            let auth = try text("token", in: world.luminate("CRConsAPI", "getLoginUrl", [], cookie: cookie).response)
            let lookUp = world.luminate("CRConsAPI", "getUser", [("auth", auth)], cookie: cookie)
            #expect(lookUp.response.text.contains("donor"))
            #expect(lookUp.trips == 1)
            let passwords = [
                ("old_password", "old-secret"), ("user_password", "new-secret"), ("retype_password", "new-secret"), ("reminder_hint", "x"),
            ]
            #expect(world.luminate("CRConsAPI", "changePassword", passwords + [("auth", auth)], cookie: cookie).trips == 3)
            let onServerToo = [
                ("cons_id", "1000121"), ("old_password", "new-secret"), ("user_password", "newer-secret"),
                ("retype_password", "newer-secret"), ("reminder_hint", "x"),
            ]
            #expect(world.luminate("SRConsAPI", "changePassword", administrator + onServerToo).trips == 3)
            _ = world.luminate("SRConsAPI", "login", administrator + credentials.prefix(1) + [("password", "newer-secret")])
            let again = world.luminate("SRConsAPI", "login", administrator + credentials.prefix(1) + [("password", "newer-secret")])
            #expect(again.trips == 3)
        }
    }

    @Test("once for what is read ahead, and sees what others have changed before")
    func readingAhead() throws {
        try withWorld { world in
            let (users, site) = (world.live.users, world.live.sites.fallback)
            let person = try #require(try users.people(withFirstOf: [Identity(Self.name, "sysadmin")], in: site, limit: 1).first)
            let opening = SessionOpening(kind: "kind", account: person.id, format: .guid, lifetime: nil, idleTimeout: nil)
            let opened = try users.openSession(opening, in: site)
            let call = users.at(users.clock.now, by: users.sources, readingAhead: ReadAhead())
            let before = world.store.roundTrips
            try call.readAhead(
                [call.question(aboutSessionOf: opened.token), .directoryEpoch, .policies, .values(namedFrom: "x")], in: site)
            #expect(try call.session(token: opened.token, kind: "kind", in: site)?.person?.id == person.id)
            _ = try call.policies(in: site)
            #expect(try call.values(namedFrom: "x", in: site).isEmpty)
            #expect(world.store.roundTrips == before + 1)
            // What the call itself writes counts at once, and so does what others have written in the next call.
            #expect(try call.endSession(token: opened.token, kind: "kind", in: site))
            #expect(try call.session(token: opened.token, kind: "kind", in: site) == nil)
            let next = users.at(users.clock.now, by: users.sources, readingAhead: ReadAhead())
            try next.readAhead([next.question(aboutSessionOf: opened.token)], in: site)
            #expect(try next.session(token: opened.token, kind: "kind", in: site) == nil)
        }
    }

    private static let name = IdentityScheme("archer.user_name", isUnique: true, ignoresCase: true)
}
