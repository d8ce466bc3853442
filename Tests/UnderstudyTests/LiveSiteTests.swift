import Accounts
import Emulator
import Foundation
import HTTP
import HTTPClient
import SQLiteStore
import Testing

@testable import Understudy

@Suite("Sites that come and go while a server runs")
struct LiveSiteTests {
    private static let own = #"{"accounts": [{"password": "Own-Pass-1", "archer": {"user_id": 9, "user_name": "ann"}}]}"#

    private func fixtures(_ text: String = own) throws -> Fixtures { try Fixtures(Array(text.utf8), file: "own.json") }

    private func post(_ url: String, _ form: String) throws -> HTTPResponse {
        let fields = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
        let request = HTTPClientRequest(url: url, method: "POST", fields: fields, body: Array(form.utf8))
        return try HTTPClient(timeout: .seconds(30), verifiesTLS: false).send(request)
    }

    /// How a sign-in to Archer is answered.
    private func signIn(at server: Server, site: String = "", _ name: String, _ password: String) throws -> Int {
        let url = "\(server.url)\(site)/ws/general.asmx/CreateUserSessionFromInstance"
        return try post(url, "userName=\(name)&instanceName=Default&password=\(password)").status
    }

    private func withServer(_ body: (Server) throws -> Void) throws {
        let server = try Server()
        defer { server.stop() }
        try body(server)
    }

    @Test func oneMadeAtRunTimeAnswersAndOneRemovedDoesNotAndTheOtherIsUndisturbed() throws {
        try withServer { server in
            #expect(try signIn(at: server, site: "/acme", "sysadmin", "Sysadmin-1") == 200, "an unknown prefix is the default site")
            try server.world.addSite(named: "Acme", fixtures: fixtures())
            #expect(server.world.sites.names == ["default", "acme"])
            #expect(try signIn(at: server, site: "/acme", "ann", "Own-Pass-1") == 200)
            #expect(try signIn(at: server, site: "/acme", "sysadmin", "Sysadmin-1") == 500)
            #expect(try signIn(at: server, "ann", "Own-Pass-1") == 500)
            #expect(try signIn(at: server, "sysadmin", "Sysadmin-1") == 200)

            try server.world.removeSite(named: "acme")
            #expect(try signIn(at: server, site: "/acme", "ann", "Own-Pass-1") == 404)
            #expect(try signIn(at: server, site: "/ACME", "sysadmin", "Sysadmin-1") == 404, "nor does it lead to the default site")
            #expect(try signIn(at: server, "sysadmin", "Sysadmin-1") == 200)
            #expect(try server.world.users.store.sites().map(\.name) == ["default"])

            try server.world.addSite(named: "acme")
            #expect(try signIn(at: server, site: "/acme", "ann", "Own-Pass-1") == 500, "another of the same name has nothing of the first")
        }
    }

    @Test func sessionsOfARemovedSiteAreGoodInNoOther() throws {
        try withServer { server in
            let world = server.world
            func open(in site: SiteID) throws -> String {
                let opening = SessionOpening(kind: "archer.session", account: nil, format: .guid, lifetime: nil, idleTimeout: nil)
                return try world.users.openSession(opening, in: site).token
            }
            let site = try world.addSite(named: "acme")
            let token = try open(in: site)
            #expect(try world.users.session(token: token, kind: "archer.session", in: site) != nil)
            try world.removeSite(named: "acme")
            let next = try world.addSite(named: "acme")
            #expect(next != site)
            #expect(try world.users.session(token: token, kind: "archer.session", in: next) == nil)
        }
    }

    @Test func refusesWhatCannotBe() throws {
        try withServer { server in
            let world = server.world
            try world.addSite(named: "acme")
            #expect(throws: SiteError.exists("ACME")) { try world.addSite(named: "ACME") }
            #expect(throws: SiteError.exists("Default")) { try world.addSite(named: "Default") }
            #expect(throws: SiteError.isDefault) { try world.removeSite(named: "DEFAULT") }
            #expect(throws: SiteError.unknown("beta")) { try world.removeSite(named: "beta") }
            #expect(throws: SiteError.severalSites) { try world.addSite(named: "beta", fixtures: fixtures(#"{"sites": {"x": {}}}"#)) }
            for name in ["", "ws", "a/b", ".hidden"] {
                let error = #expect(throws: SiteError.self) { try world.addSite(named: name) }
                #expect(error.map { if case .badName = $0 { true } else { false } } == true)
            }
            #expect(world.sites.names == ["default", "acme"])
        }
    }

    /// As where the process ends while fixtures are being loaded.
    @Test func oneThatWasLeftUnfinishedIsGoneAfterTheNextStart() throws {
        let folder = NSTemporaryDirectory() + "/sites-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var options = ServerOptions()
        options.location = .directory(folder)
        options.world = .empty
        func sitesAfterAStart(_ body: (LiveWorld) throws -> Void = { _ in }) throws -> [String] {
            let world = try LiveWorld(options)
            defer { world.close() }
            try body(world)
            return try world.users.store.sites().map(\.name)
        }
        let made = try sitesAfterAStart { world in
            try world.addSite(named: "whole", fixtures: fixtures())
            let half = try world.users.store.createSite(named: "half")
            try world.users.setValue("", named: SiteKeeper.unfinished, in: half)
        }
        #expect(made == ["default", "whole", "half"])
        #expect(try sitesAfterAStart() == ["default", "whole"])
    }
}
