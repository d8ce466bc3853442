import Accounts
import Calls
import HTTP
import Luminate
import StageSupport
import TestSupport
import Testing

@Suite("Credentials on the server servlet")
struct ServerCredentialsTests {
    private static let form = Form("login", ["user_name": "donor", "password": "old-secret"])

    @Test(arguments: [
        [:], ["login_name": "apiadmin"], ["login_password": "api-secret"], ["login_name": "", "login_password": "api-secret"],
    ])
    func refusesMissingCredentialsWithoutHashing(_ credentials: [String: String]) throws {
        var form = Self.form
        for (name, value) in credentials { form = form.adding([name: value]) }
        let reply = try Stage().post(.server, form)
        #expect(reply.status == 403)
        #expect(reply.code == 3)
        #expect(!reply.waited)
    }

    @Test(arguments: [
        ("apiadmin", "wrong"), ("nobody", "api-secret"), ("donor", "old-secret"), ("admin", "admin-secret"),
    ])
    func refusesWhoeverIsNoAPIAdministrator(_ name: String, password: String) throws {
        let reply = try Stage().post(.server, Self.form.adding(["login_name": name, "login_password": password]))
        #expect(reply.status == 403)
        #expect(reply.code == 3)
        #expect(reply.waited)
        #expect(reply.element("message") == LuminateErrorCode.notAuthorized.message)
    }

    /// Returns what a call of an API administrator waits for, and its status.
    private func wait(_ stage: Stage, _ form: Form, password: String = "api-secret") -> (lane: HTTPWait.Lane?, status: Int) {
        let answer = stage.answer(form.adding(["login_name": "apiadmin", "login_password": password]).post(.server))
        guard case .later(let wait, _, _) = answer else { return (nil, answer.response.status) }
        return (wait.lane, answer.response.status)
    }

    @Test func hashesNoPasswordThatWasJustVerified() throws {
        let stage = try Stage()
        let getUser = Form("getUser", ["cons_id": "1000121"])
        #expect(wait(stage, getUser) == (.hashing, 200), "the address is remembered")
        #expect(wait(stage, getUser) == (.hashing, 200), "what the store says is remembered")
        #expect(wait(stage, getUser) == (nil, 200))
        #expect(wait(stage, Form("logInteraction", ["cons_id": "1000121", "interaction_subject": "x"])) == (.disk, 200))
        #expect(wait(stage, getUser, password: "wrong") == (.hashing, 403))
        #expect(wait(stage, getUser) == (.hashing, 200), "the failure is forgotten")
        #expect(wait(stage, getUser) == (.hashing, 200))
        #expect(wait(stage, getUser) == (nil, 200))
        #expect(wait(stage, Self.form) == (.hashing, 200), "the donor's password is verified")
    }

    @Test func refusesADisabledAPIAdministrator() throws {
        let stage = try Stage()
        try stage.add(#"{"user_name": "former", "api_administrator": true}"#, password: "api-secret", status: .disabled)
        #expect(stage.post(.server, Self.form.adding(["login_name": "former", "login_password": "api-secret"])).code == 3)
    }

    @Test func needsNoConstituentIDOfAnAPIAdministrator() throws {
        let stage = try Stage()
        try stage.add(#"{"user_name": "robot", "api_administrator": true}"#, password: "api-secret")
        #expect(stage.post(.server, Self.form.adding(["login_name": "robot", "login_password": "api-secret"])).status == 200)
        // But it is nobody whom login without a user name could identify.
        #expect(stage.post(.server, Form("login", ["login_name": "robot", "login_password": "api-secret"])).code == 16)
    }

    @Test(arguments: ["10.1.2.3", "::ffff:10.1.2.3", "fd00::7"])
    func answersAllowedNetworks(_ address: String) throws {
        let stage = try Stage { $0.allowedNetworks = ["10.0.0.0/8", "fd00::/8"].compactMap(IPNetwork.init) }
        var request = Self.form.adding(["login_name": "apiadmin", "login_password": "api-secret"]).post(.server)
        request.clientAddress = address
        #expect(stage.send(request, to: .server).status == 200)
    }

    @Test(arguments: ["11.1.2.3", "fe80::1", "127.0.0.1", "nonsense"])
    func refusesOtherNetworksBeforeAnythingElse(_ address: String) throws {
        let stage = try Stage { $0.allowedNetworks = ["10.0.0.0/8", "fd00::/8"].compactMap(IPNetwork.init) }
        var request = Form(raw: ["method": "nonsense"]).post(.server)
        request.clientAddress = address
        let reply = stage.send(request, to: .server)
        #expect(reply.status == 403)
        #expect(reply.code == 4)
        // The client servlet is for everybody.
        request = Self.form.post(.client)
        request.clientAddress = address
        #expect(stage.send(request, to: .client).status == 200)
    }

    @Test func ignoresCredentialsOnTheClientServlet() throws {
        #expect(try Stage().post(.client, Self.form.adding(["login_name": "", "login_password": "nonsense"])).status == 200)
    }
}
