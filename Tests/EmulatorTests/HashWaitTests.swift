import Accounts
import Calls
import FoundationEssentials
import HTTP
import StageSupport
import TestSupport
import Testing

@testable import Emulator

/// What a server is told of a call that tries a password, whatever the binding.
@Suite("Calls that wait for a hash")
struct HashWaitTests {
    /// A way to try a password.
    struct Door: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let user: String
        let password: String
        /// A request with this user name and password.
        let request: @Sendable (String, String) -> HTTPRequest
    }

    static let doors = [
        Door(testDescription: "SOAP", user: "sysadmin", password: "Sysadmin-1") { user, password in
            Message.archerSignIn(user, password)
        },
        Door(testDescription: "form", user: "sysadmin", password: "Sysadmin-1") { user, password in
            Message.form(
                "/ws/general.asmx/CreateUserSessionFromInstance", "userName=\(user)&instanceName=Default&password=\(password)")
        },
        Door(testDescription: "REST", user: "sysadmin", password: "Sysadmin-1") { user, password in
            Message.post(
                "/api/core/security/login", #"{"InstanceName":"Default","Username":"\#(user)","Password":"\#(password)"}"#)
        },
        Door(testDescription: "JSON", user: "xweb", password: "xweb-secret") { user, password in
            Message.post("/xweb/JSON/Authenticate", #"{"Authenticate":{"userName":"\#(user)","password":"\#(password)"}}"#)
        },
        Door(testDescription: "JSON with Basic", user: "xweb", password: "xweb-secret") { user, password in
            let pair = Data("\(user):\(password)".utf8).base64EncodedString()
            return Message.post("/xweb/JSON/WEBGetAllRoles", "", [("Authorization", "Basic \(pair)")])
        },
        Door(testDescription: "client servlet", user: "donor", password: "old-secret") { user, password in
            Message.form("/site/CRConsAPI", "method=login&api_key=open&v=1.0&user_name=\(user)&password=\(password)")
        },
        Door(testDescription: "server servlet", user: "apiadmin", password: "api-secret") { user, password in
            Message.form(
                "/site/SRConsAPI",
                "method=login&api_key=open&v=1.0&login_name=\(user)&login_password=\(password)&user_name=donor&password=x")
        },
    ]

    private func wait(_ emulator: Emulator, _ request: HTTPRequest, from address: String = "192.0.2.1") throws -> HTTPWait {
        guard case .later(let wait, _, _) = emulator.answer(request.from(address)) else {
            throw Answered(status: emulator.response(to: request).status)
        }
        return wait
    }

    struct Answered: Error {
        let status: Int
    }

    @Test("name the account as it is stored, however it is typed", arguments: doors)
    func account(door: Door) throws {
        let emulator = try Stage.demo().emulator()
        let wait = try wait(emulator, door.request(door.user, "wrong"))
        #expect(wait.lane == .hashing)
        #expect(wait.account != nil)
        #expect(!wait.isKnown)
        #expect(try self.wait(emulator, door.request(door.user.uppercased(), door.password), from: "192.0.2.2") == wait)
        let nobody = try self.wait(emulator, door.request("nobody", "wrong"))
        #expect(nobody.account != nil && nobody.account != wait.account)
        #expect(try self.wait(emulator, door.request("NOBODY", "wrong")) == nobody)
        #expect(try self.wait(emulator, door.request("nobody2", "wrong")) != nobody)
    }

    @Test("tell whether somebody has signed in to the account from there", arguments: doors)
    func known(door: Door) throws {
        let emulator = try Stage.demo().emulator()
        let right = door.request(door.user, door.password)
        _ = emulator.response(to: right.from("192.0.2.1"))
        #expect(try wait(emulator, right).isKnown)
        #expect(try !wait(emulator, right, from: "192.0.2.2").isKnown)
        #expect(try !wait(emulator, door.request("nobody", door.password)).isKnown)
    }

    @Test("go ahead when a program asks for one of its web users that has signed in from there")
    func program() throws {
        let emulator = try Stage.demo().emulator()
        let signIn = Message.post("/xweb/JSON/Authenticate", #"{"Authenticate":{"userName":"xweb","password":"xweb-secret"}}"#)
        let answer = emulator.response(to: signIn.from("192.0.2.1"))
        let token = try #require(answer.fields.first("WWW-Authenticate")).replacing("Bearer token = ", with: "")
        let login = Message.post(
            "/xweb/JSON/WEBWebUserLogin", #"{"WEBWebUserLogin":{"LoginOrEmail":"nobody@example.org","password":"x"}}"#,
            [("Authorization", "Bearer \(token)")])
        #expect(try wait(emulator, login).isKnown)
        #expect(try !wait(emulator, login, from: "192.0.2.2").isKnown)
    }

    @Test("of an administrator go by the session, and a search has a lane of its own")
    func sessions() throws {
        let emulator = try Stage.demo().emulator()
        let answer = emulator.response(to: Message.archerSignIn("sysadmin", "Sysadmin-1").from("192.0.2.1")).text
        let token = try #require(answer.firstRange(of: "Result>").map { answer[$0.upperBound...].prefix(32) })
        let change = Message.archer(
            "accesscontrol", "ChangePassword",
            "<sessionToken>\(token)</sessionToken><userId>1</userId><password>Other-Pass-1</password>")
        let own = try wait(emulator, Message.archerSignIn("sysadmin", "x"))
        #expect(try wait(emulator, change) == own)
        #expect(own.isKnown)
        let search = Message.post(
            "/xweb/JSON/GetQuery", #"{"GetQuery":{"szObjectName":"Individual","szColumnList":"","szWhereClause":"","szOrderBy":""}}"#,
            [("Authorization", "Bearer df3d1644-ba3e-4dc7-8399-ae06ee6063e5")])
        #expect(try wait(emulator, search).lane == .searching)
    }

    @Test("let an address in that has signed in before while others guess")
    func guessing() throws {
        let emulator = try Stage.demo().emulator()
        func status(_ password: String, from address: String) -> Int {
            let form = "method=login&api_key=open&v=1.0&user_name=donor&password=\(password)"
            return emulator.response(to: Message.form("/site/CRConsAPI", form).from(address)).status
        }
        #expect(status("old-secret", from: "192.0.2.1") == 200)
        for _ in 0..<20 { #expect(status("guess", from: "198.51.100.1") == 403) }
        #expect(status("old-secret", from: "192.0.2.1") == 200)
        #expect(status("old-secret", from: "192.0.2.2") == 403, "an address nobody knows waits with the guesser")
    }
}

/// Requests as clients of each system send them.
enum Message {
    static func post(_ path: String, _ body: String, _ fields: [(name: String, value: String)] = []) -> HTTPRequest {
        var request = HTTPRequest(method: "POST", path: path)
        for (name, value) in fields { request.fields.append(name: name, HTTPFieldValue(replacingControlsIn: value)) }
        request.body = Array(body.utf8)
        return request
    }

    static func form(_ path: String, _ body: String) -> HTTPRequest {
        post(path, body, [("Content-Type", "application/x-www-form-urlencoded")])
    }

    static func archer(_ service: String, _ operation: String, _ arguments: String) -> HTTPRequest {
        post(
            "/ws/\(service).asmx",
            """
            <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><\(operation) \
            xmlns="http://archer-tech.com/webservices/">\(arguments)</\(operation)></s:Body></s:Envelope>
            """, [("Content-Type", "text/xml"), ("SOAPAction", "http://archer-tech.com/webservices/\(operation)")])
    }

    static func archerSignIn(_ user: String, _ password: String) -> HTTPRequest {
        archer(
            "general", "CreateUserSessionFromInstance",
            "<userName>\(user)</userName><instanceName>Default</instanceName><password>\(password)</password>")
    }
}

extension HTTPRequest {
    /// The same from a client's address.
    func from(_ address: String) -> HTTPRequest {
        var request = self
        request.clientAddress = address
        return request
    }
}
