import Emulator
import HTTP
import JSON
import StageSupport
import TestSupport
import Testing
import XWeb

@testable import Backstage

@Suite("Notices about sessions and versions")
struct SessionNoticeTests {
    private func notices(_ stage: AdminStage) -> [String] {
        stage.entries().last?["notices"]?.elements?.compactMap { $0["code"]?.string } ?? []
    }

    @Test("tell of a sign-in that ends the session that was there")
    func needlessSignIn() throws {
        let stage = try AdminStage()
        #expect(stage.archerSignIn("sample.user", "Sample-Pass-1"))
        #expect(notices(stage).isEmpty)
        #expect(stage.archerSignIn("sample.user", "Sample-Pass-1"))
        #expect(notices(stage) == ["needless_sign_in"])
        #expect(stage.entries("notice=needless_sign_in").count == 1)
    }

    @Test("tell of a token in whose place there is another")
    func tokenNotRenewed() throws {
        var xweb = XWebSettings()
        xweb.expiration = .sliding
        var settings = EmulatorSettings()
        settings.set(xweb)
        let stage = try AdminStage(settings: settings)
        let answer = stage.xweb("Authenticate", [("userName", "xweb"), ("password", "xweb-secret")]).bodyText
        let token = String(try #require(answer.firstMatch(of: /Token>([0-9a-f-]{36})</)).1)
        #expect(stage.xweb("GetVersion", token: token).status == 200)
        #expect(notices(stage).isEmpty)
        #expect(stage.xweb("GetVersion", token: token).status == 500)
        #expect(notices(stage) == ["token_not_renewed"])
        let reason = stage.entries().last?["reason"]
        #expect(reason?["code"]?.string == "session_ended" && reason?["by"]?.string == "renewed")
    }

    @Test("tell of SOAP 1.2 where the vendor's service does not read it")
    func soap12() throws {
        let stage = try AdminStage()
        let header = "<n:AuthorizationToken><n:Token>\(AdminStage.xwebToken)</n:Token></n:AuthorizationToken>"
        let page = SOAPPage(path: "/xweb/secure/netForumXML.asmx", namespace: "http://www.avectra.com/2005/")
        for (version, codes) in [(SOAPPage.Version.soap12, ["soap12"]), (.soap11, [])] {
            #expect(stage.systems.response(to: page.request("GetVersion", [], header: header, version: version)).status == 200)
            #expect(notices(stage) == codes)
        }
    }
}
