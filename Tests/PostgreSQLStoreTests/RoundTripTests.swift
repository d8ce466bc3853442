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
    /// Wants to know whose password each call tries.
    private final class Watch: CallObserver {
        let wantsAccount = true
    }

    /// The demo world in a database, with the number of round trips.
    private struct World {
        let live: LiveWorld
        let emulator: Emulator
        let store: PostgreSQLStore

        init(_ live: LiveWorld, isWatched: Bool) throws {
            self.live = live
            store = try #require(live.users.store as? PostgreSQLStore)
            emulator = Emulator(
                users: live.users, sites: live.sites, settings: live.settings, profile: .asmx, health: Health { nil },
                observers: isWatched ? [Watch()] : [])
        }

        /// Sends a request. Returns the text of its answer, which must be a success, and the number of round trips.
        func send(_ request: HTTPRequest, sourceLocation: SourceLocation = #_sourceLocation) -> (response: HTTPResponse, trips: Int) {
            let before = store.roundTrips
            let answer = emulator.answer(request)
            // The server reads early, for all calls that wait. What it reads must be all that the call asks.
            if case .later(let wait, _, _) = answer, let early = wait.early { EarlyReading.perform([early]) }
            let response = answer.response
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
            send(luminateRequest(servlet, method, parameters, cookie: cookie), sourceLocation: sourceLocation)
        }

        func luminateRequest(_ servlet: String, _ method: String, _ parameters: [(String, String)], cookie: String? = nil) -> HTTPRequest {
            var request = HTTPRequest(method: "POST", path: "/site/\(servlet)", query: nil)
            request.fields.append("Content-Type", "application/x-www-form-urlencoded")
            if let cookie { request.fields.append(name: "Cookie", HTTPFieldValue(replacingControlsIn: "JSESSIONID=\(cookie)")) }
            let all = [("method", method), ("api_key", "open"), ("v", "1.0")] + parameters
            request.body = Array(all.map { "\($0.0)=\($0.1)" }.joined(separator: "&").utf8)
            return request
        }

        /// Returns what the answer to a request waits for. It is not waited for.
        func wait(for request: HTTPRequest) -> HTTPWait? {
            if case .later(let wait, _, _) = emulator.answer(request) { wait } else { nil }
        }
    }

    private func withWorld(isWatched: Bool = false, _ body: (World) throws -> Void) throws {
        try TestServer.withDatabase { address in
            var options = ServerOptions()
            options.location = .database(address)
            options.world = .demo
            options.passwordCost = .light
            let live = try LiveWorld(options)
            defer { live.close() }
            try body(World(live, isWatched: isWatched))
        }
    }

    /// Returns the text of an element in an answer.
    private func text(_ name: String, in response: HTTPResponse) throws -> String {
        let text = response.text
        let start = try #require(text.firstRange(of: "<\(name)>")?.upperBound, "\(text)")
        let end = try #require(text[start...].firstRange(of: "</")?.lowerBound)
        return String(text[start..<end])
    }

    /// Expects a number of round trips of a call. Another thread of the process reads the list of sites now and then, which counts too; so
    /// one of several times is enough. The number of the time is passed.
    private func expect(
        _ expected: Int, sourceLocation: SourceLocation = #_sourceLocation, _ call: (Int) throws -> (response: HTTPResponse, trips: Int)
    ) rethrows {
        var least = Int.max
        for time in 0..<4 where least > expected { least = min(least, try call(time).trips) }
        #expect(least == expected, sourceLocation: sourceLocation)
    }

    @Test("of xWEB once for a look-up, and three times for a sign-in or a change of password", arguments: [false, true])
    func xweb(isWatched: Bool) throws {
        try withWorld(isWatched: isWatched) { world in
            let credentials = [("userName", "xweb"), ("password", "xweb-secret")]
            // The first sign-in from an address is remembered.
            let token = try text("Token", in: world.xweb("Authenticate", credentials).response)
            expect(3) { _ in world.xweb("Authenticate", credentials) }
            for (operation, parameter, value) in [
                ("WEBWebUserGet", "cst_key", "1f6a7c52-93be-4d0f-8a55-2e9c47d1b803"), ("WEBWebUserGetByRecno_Custom", "cst_recno", "82457"),
            ] {
                expect(1) { _ in
                    let lookUp = world.xweb(operation, [(parameter, value)], token: token)
                    #expect(lookUp.response.text.contains("82457"))
                    return lookUp
                }
            }
            let login = [("LoginOrEmail", "member@example.org"), ("password", "123")]
            expect(3) { _ in world.xweb("WEBWebUserLogin", login, token: token) }
            let passwords = ["123", "456", "789", "1234", "5678"]
            try expect(3) { time in
                let change = world.xweb(
                    "WEBWebUserChangePassword",
                    [("recno", "82457"), ("oldPassword", passwords[time]), ("newPassword", passwords[time + 1])], token: token)
                let result = try text("WEBWebUserChangePasswordResult", in: change.response)
                #expect(result == "true")
                return change
            }
        }
    }

    @Test("of Archer once for a look-up, and three times for a sign-in or a change of password", arguments: [false, true])
    func archer(isWatched: Bool) throws {
        try withWorld(isWatched: isWatched) { world in
            let credentials = [("userName", "sysadmin"), ("instanceName", "Default"), ("password", "Sysadmin-1")]
            _ = world.archer("general", "CreateUserSessionFromInstance", credentials)
            expect(3) { _ in world.archer("general", "CreateUserSessionFromInstance", credentials) }
            let signIn = world.archer("general", "CreateUserSessionFromInstance", credentials)
            let session = ("sessionToken", try text("CreateUserSessionFromInstanceResult", in: signIn.response))
            // The directory is read when it has changed.
            _ = world.archer("accesscontrol", "LookupUserId", [session, ("username", "sample.user")])
            try expect(1) { _ in
                let lookUp = world.archer("accesscontrol", "LookupUserId", [session, ("username", "sample.user")])
                let result = try text("LookupUserIdResult", in: lookUp.response)
                #expect(result == "123")
                return lookUp
            }
            try expect(1) { _ in
                let lookUp = world.archer("accesscontrol", "LookupUserName", [session, ("userId", "123")])
                let result = try text("LookupUserNameResult", in: lookUp.response)
                #expect(result == "sample.user")
                return lookUp
            }
            let users = ["123", "101", "102", "123"]
            try expect(3) { time in
                let change = world.archer(
                    "accesscontrol", "ChangePassword", [session, ("userId", users[time]), ("password", "Another-Pass-\(time)")])
                let result = try text("ChangePasswordResult", in: change.response)
                #expect(result == "1")
                return change
            }
        }
    }

    @Test("of Luminate once for a look-up, and three times for a login or a change of password", arguments: [false, true])
    func luminate(isWatched: Bool) throws {
        try withWorld(isWatched: isWatched) { world in
            let administrator = [("login_name", "apiadmin"), ("login_password", "api-secret")]
            _ = world.luminate("SRConsAPI", "getUser", administrator + [("cons_id", "1000121")])
            expect(1) { _ in
                let lookUp = world.luminate("SRConsAPI", "getUser", administrator + [("cons_id", "1000121")])
                #expect(lookUp.response.text.contains("donor"))
                return lookUp
            }
            let credentials = [("user_name", "donor"), ("password", "old-secret")]
            let login = world.luminate("CRConsAPI", "login", credentials)
            expect(3) { _ in world.luminate("CRConsAPI", "login", credentials) }
            expect(3) { _ in world.luminate("SRConsAPI", "login", administrator + credentials) }
            let cookie = try text("JSESSIONID", in: login.response)
            let auth = ("auth", try text("token", in: world.luminate("CRConsAPI", "getLoginUrl", [], cookie: cookie).response))
            expect(1) { _ in
                let lookUp = world.luminate("CRConsAPI", "getUser", [auth], cookie: cookie)
                #expect(lookUp.response.text.contains("donor"))
                return lookUp
            }
            var present = "old-secret"
            func change(_ servlet: String, to new: String, _ more: [(String, String)]) -> (response: HTTPResponse, trips: Int) {
                defer { present = new }
                let passwords = [("old_password", present), ("user_password", new), ("retype_password", new), ("reminder_hint", "x")]
                return world.luminate(servlet, "changePassword", passwords + more, cookie: servlet == "CRConsAPI" ? cookie : nil)
            }
            expect(3) { time in change("CRConsAPI", to: "secret-\(time)", [auth]) }
            expect(3) { time in change("SRConsAPI", to: "other-secret-\(time)", administrator + [("cons_id", "1000121")]) }
        }
    }

    @Test("of Luminate's getUser together with other calls, and not where passwords are hashed")
    func sharedByServlets() throws {
        try withWorld { world in
            func wait(_ servlet: String, _ parameters: [(String, String)], cookie: String? = nil) -> HTTPWait? {
                world.wait(for: world.luminateRequest(servlet, "getUser", parameters, cookie: cookie))
            }
            let administrator = [("login_name", "apiadmin"), ("login_password", "api-secret")]
            #expect(wait("SRConsAPI", administrator)?.lane == .hashing)
            // The first time, the hash gets the current cost.
            for _ in 0..<2 { _ = world.luminate("SRConsAPI", "getUser", administrator) }
            let known = try #require(wait("SRConsAPI", administrator))
            #expect(known.lane == .reading && known.early != nil)
            let wrong = wait("SRConsAPI", [("login_name", "apiadmin"), ("login_password", "wrong")])
            #expect(wrong?.lane == .hashing && wrong?.early == nil)
            let login = world.luminate("CRConsAPI", "login", [("user_name", "donor"), ("password", "old-secret")])
            let cookie = try text("JSESSIONID", in: login.response)
            let auth = ("auth", try text("token", in: world.luminate("CRConsAPI", "getLoginUrl", [], cookie: cookie).response))
            let live = try #require(wait("CRConsAPI", [auth], cookie: cookie))
            #expect(live.lane == .reading && live.early != nil)
        }
    }

    @Test("before it begins, and sees what it changes itself and what others have changed before")
    func readingAhead() throws {
        try withWorld { world in
            let (users, site) = (world.live.users, world.live.sites.fallback)
            let person = try #require(try users.people(withFirstOf: [Identity(Self.name, "sysadmin")], in: site, limit: 1).first)
            let opening = SessionOpening(kind: "kind", account: person.id, format: .guid, lifetime: nil, idleTimeout: nil)
            let opened = try users.openSession(opening, in: site)
            let call = users.at(users.clock.now, by: users.sources, readingAhead: ReadAhead())
            try call.readAhead(
                [call.question(aboutSessionOf: opened.token), .directoryEpoch, .policies, .values(namedFrom: "none.")], in: site)
            #expect(try call.session(token: opened.token, kind: "kind", in: site)?.person?.id == person.id)
            _ = try call.policies(in: site)
            #expect(try call.values(namedFrom: "none.", in: site).isEmpty)
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
