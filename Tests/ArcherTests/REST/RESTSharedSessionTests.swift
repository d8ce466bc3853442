import Accounts
import HTTP
import StageSupport
import TestSupport
import Testing

@testable import Archer

@Suite("A session that SOAP and REST share")
struct RESTSharedSessionTests {
    enum Way: CaseIterable {
        case soap, rest
    }

    private let stage: Stage

    init() throws { stage = try Stage() }

    private func open(by way: Way) -> String { way == .soap ? stage.session() : stage.restSession() }

    private func end(_ token: String, by way: Way) -> Bool {
        switch way {
        case .soap: stage.call(.general, "TerminateSession", ["sessionToken": token]).status == 200
        case .rest: stage.rest("POST", "security/logout", #"{"Value":"\#(token)"}"#).status == 200
        }
    }

    /// Uses a session. Returns whether it is alive.
    private func use(_ token: String, by way: Way) -> Bool {
        switch way {
        case .soap: stage.lookUp(token, "sysadmin").status == 200
        case .rest: stage.rest("GET", "system/user/1", token: token).status == 200
        }
    }

    @Test("is used by either, ended by either and superseded by either", arguments: Way.allCases, Way.allCases)
    func shared(opener: Way, other: Way) {
        let token = open(by: opener)
        #expect(Way.allCases.allSatisfy { use(token, by: $0) })
        #expect(end(token, by: other))
        #expect(Way.allCases.allSatisfy { !use(token, by: $0) })
        let first = open(by: opener)
        let second = open(by: other)
        #expect(Way.allCases.allSatisfy { !use(first, by: $0) && use(second, by: $0) })
        #expect(stage.lookUp(first, "sysadmin").bodyText.contains("Invalid session token."))
        #expect(stage.rest("GET", "system/user/1", token: first).bodyText == #"{"Message":"Invalid session token."}"#)
    }

    @Test("stays alive by the use of either, and ends for both after ten minutes without one", arguments: Way.allCases, Way.allCases)
    func idle(opener: Way, user: Way) {
        let token = open(by: opener)
        for _ in 0..<3 {
            stage.clock.advance(by: .seconds(599))
            #expect(use(token, by: user))
        }
        stage.clock.advance(by: .seconds(600))
        #expect(Way.allCases.allSatisfy { !use(token, by: $0) })
    }

    @Test("ends with what either does to its user", arguments: Way.allCases)
    func user(way: Way) throws {
        let admin = stage.session()
        for (number, act) in ["status", "delete", "password"].enumerated() {
            let id = 60 + number
            try stage.add(#"{"user_id": \#(id), "user_name": "u\#(id)"}"#, password: "Password-1")
            let token = stage.session("u\(id)", "Password-1")
            #expect(use(token, by: .rest))
            let parameters = [("sessionToken", admin), ("userId", "\(id)")]
            let response =
                switch (act, way) {
                case ("status", .soap): stage.call(.accesscontrol, "UpdateUserAccountStatus", parameters + [("accountStatus", "2")])
                case ("status", .rest): stage.rest("POST", "system/user/status/inactive/\(id)", token: admin)
                case ("delete", .soap): stage.call(.accesscontrol, "DeleteUser", parameters)
                case ("delete", .rest): stage.rest("DELETE", "system/user/\(id)", token: admin)
                case (_, .soap): stage.call(.accesscontrol, "ChangePassword", parameters + [("password", "Password-2")])
                case (_, .rest):
                    stage.rest("PUT", "system/userpassword", #"{"UserId":\#(id),"NewPassword":"Password-2"}"#, token: admin)
                }
            #expect(response.status == 200)
            #expect(!use(token, by: .rest) && !use(token, by: .soap), "\(act)")
        }
    }
}
