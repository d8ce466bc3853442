import Foundation
import HTTP
import HTTPClient
import Synchronization
import TestSupport
import Testing
import Understudy

@Suite("Two servers with one database", .enabled(if: TestServer.address != nil, TestServer.absence))
struct TwoServersTests {
    private func send(_ form: String, to path: String, at server: Server, token: String? = nil) throws -> (status: Int, body: String) {
        var fields = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
        if let token { fields.append((name: "Authorization", value: "Bearer \(token)")) }
        let request = HTTPClientRequest(url: server.url + path, method: "POST", fields: fields, body: Array(form.utf8))
        let response = try HTTPClient(timeout: .seconds(30), verifiesTLS: false).send(request)
        return (response.status, String(decoding: response.body, as: UTF8.self))
    }

    private func withServers(_ body: (Server, Server) throws -> Void) throws {
        try TestServer.withDatabase { address in
            var options = ServerOptions()
            options.location = .database(address)
            let here = try Server(options)
            defer { here.stop() }
            let there = try Server(options)
            defer { there.stop() }
            try body(here, there)
        }
    }

    private func openSession(at server: Server, password: String = "Sysadmin-1") throws -> String? {
        let answer = try send(
            "userName=sysadmin&instanceName=Default&password=\(password)", to: "/ws/general.asmx/CreateUserSessionFromInstance", at: server)
        guard answer.status == 200, let start = answer.body.range(of: "webservices/\">")?.upperBound else { return nil }
        return String(answer.body[start...].prefix { $0 != "<" })
    }

    private func change(at server: Server, from old: String, to new: String) throws -> String {
        let path = "/xweb/JSON/WEBWebUserChangePassword"
        return try send(
            "{\"WEBWebUserChangePassword\": {\"recno\": \"82457\", \"oldPassword\": \"\(old)\", \"newPassword\": \"\(new)\"}}", to: path,
            at: server,
            token: "df3d1644-ba3e-4dc7-8399-ae06ee6063e5"
        ).body
    }

    @Test("A session of one serves calls at the other, and is gone there once it is ended at the first")
    func session() throws {
        try withServers { here, there in
            let token = try #require(try openSession(at: here))
            let lookUp = "sessionToken=\(token)&userName=sample.user"
            for server in [there, here, there] {
                #expect(try send(lookUp, to: "/ws/accesscontrol.asmx/LookupUserId", at: server).body.contains(">123<"))
            }
            #expect(try send("sessionToken=\(token)", to: "/ws/general.asmx/TerminateSession", at: there).status == 200)
            #expect(try send(lookUp, to: "/ws/accesscontrol.asmx/LookupUserId", at: here).status == 500)
        }
    }

    @Test("A password that is changed at one is the only one at the other")
    func password() throws {
        try withServers { here, there in
            let token = try #require(try openSession(at: here))
            let user = try send("sessionToken=\(token)&userName=sysadmin", to: "/ws/accesscontrol.asmx/LookupUserId", at: there).body
            let id = user.split(separator: ">").last { $0.first?.isNumber == true }?.prefix { $0.isNumber } ?? ""
            let form = "sessionToken=\(token)&userId=\(id)&password=Other-Pass-2"
            #expect(try send(form, to: "/ws/accesscontrol.asmx/ChangePassword", at: there).body.contains(">1<"))
            #expect(try openSession(at: here) == nil)
            #expect(try openSession(at: here, password: "Other-Pass-2") != nil)
        }
    }

    @Test("Of two changes of one password, one wins")
    func race() throws {
        try withServers { here, there in
            var password = "123"
            for round in 0..<10 {
                let wanted = ["Here-\(round)-Pass", "There-\(round)-Pass"]
                let old = password
                let winner = Mutex(-1)
                let winners = try AccountStoreContract.countTrue(of: 2) { thread in
                    guard try change(at: thread == 0 ? here : there, from: old, to: wanted[thread]) == "true" else { return false }
                    winner.withLock { $0 = thread }
                    return true
                }
                #expect(winners == 1, "round \(round)")
                password = wanted[try #require(winner.withLock { $0 } >= 0 ? winner.withLock { $0 } : nil)]
            }
            #expect(try change(at: here, from: password, to: "Last-Pass-1") == "true")
        }
    }
}
