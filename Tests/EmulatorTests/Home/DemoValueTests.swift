import ASMX
import HTTP
import Operations
import StageSupport
import TestSupport
import Testing
import XWeb

@testable import Emulator

@Suite("Values in the forms that try operations")
struct DemoValueTests {
    private let demo: Emulator
    private let other: Emulator

    init() throws {
        let stage = try Stage.demo()
        demo = stage.emulator(EmulatorSettings().inDemoWorld())
        other = stage.emulator(EmulatorSettings())
    }

    /// The values that the form of a page begins with, by the names of the fields.
    private func values(_ page: String, _ emulator: Emulator) -> [String: String] {
        let inputs = emulator.response("GET", page).bodyText.matches(of: /<input [^>]*?name="([^"]+)"[^>]*? value="([^"]+)"/)
        return Dictionary(inputs.map { (String($0.1), String($0.2)) }) { first, _ in first }
    }

    @Test("are those of the fixtures, and only in the demo world")
    func source() {
        let login = values("/xweb/secure/netForumXML.asmx?op=Authenticate", demo)
        #expect(login == ["userName": "xweb", "password": "xweb-secret"])
        let change = values("/xweb/secure/netForumXML.asmx?op=WEBWebUserChangePassword", demo)
        #expect(change["recno"] == "82457" && change["oldPassword"] == "123" && change["AuthorizationToken/Token"] != nil)
        let session = values("/ws/general.asmx?op=CreateUserSessionFromInstance", demo)
        #expect(session == ["userName": "sysadmin", "instanceName": "Default", "password": "Sysadmin-1"])
        #expect(values("/site/Methods?method=login", demo)["user_name"] == "admin")
        #expect(values("/site/Methods?method=getUser", demo)["login_password"] == "api-secret")
        for page in ["/xweb/secure/netForumXML.asmx?op=Authenticate", "/ws/general.asmx?op=CreateUserSessionFromInstance"] {
            #expect(values(page, other).isEmpty)
        }
        #expect(values("/site/Methods?method=login", other).keys.sorted() == ["api_key", "method", "v"])
    }

    @Test("give a good answer wherever all fields have one", arguments: XWebBuild.allCases)
    func goodAnswers(_ build: XWebBuild) throws {
        var tried = 0
        for operation in xwebService(build).operations {
            let page = "/xweb/secure/netForumXML.asmx"
            let given = values("\(page)?op=\(operation.name)", demo)
            guard operation.parameters.allSatisfy({ given[$0.name] != nil }) else { continue }
            let fields = operation.parameters.map { "\($0.name)=\(PercentEncoding.encode(given[$0.name] ?? ""))" }.joined(separator: "&")
            let token = [(name: "Authorization", value: "Bearer \(given["AuthorizationToken/Token"] ?? "")")]
            let answer = demo.response("GET", "/xweb/JSON/\(operation.name)?\(fields)", operation.header == .response ? [] : token)
            #expect(answer.status == 200, "\(operation.name): \(answer.bodyText.prefix(300))")
            tried += 1
        }
        #expect(tried > 10)
    }
}
