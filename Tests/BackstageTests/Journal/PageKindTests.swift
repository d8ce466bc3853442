import HTTP
import JSON
import TestSupport
import Testing

@Suite("Journal: what is no call")
struct PageKindTests {
    private let form = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]

    @Test func pagesAndDocumentsAreNamedForWhatTheyAre() throws {
        let stage = try AdminStage()
        let page = "/xweb/secure/netForumXML.asmx"
        let kinds = [
            ("/", "front_page"), (page, "help_page"), (page + "?op=TestConnection", "help_page"), (page + "?op=None", "help_page"),
            (page + "?WSDL", "contract"), (page + "?schema", "contract"), (page + "?disco", "discovery"), ("/site/Methods", "help_page"),
            ("/site/PixelServer", "session_page"),
        ]
        for (path, _) in kinds { _ = stage.systems.response("GET", path) }
        stage.xweb("TestConnection")
        let entries = stage.entries()
        #expect(entries.map { $0["page"]?.string } == kinds.map { $0.1 } + [nil])
        #expect(stage.entries("page=none").map { $0["operation"]?.string } == ["TestConnection"])
        #expect(stage.entries("page=contract").count == 2 && stage.entries("q=page:!help_page").count == entries.count - 4)
        #expect(stage.send("GET", "/api/requests?page=contracts").status == 422)
    }

    @Test func aMethodIsKnownWhateverElseIsWrongWithItsCall() throws {
        let stage = try AdminStage()
        for body in [
            "method=login&api_key=open", "method=login&v=1.0", "method=none&api_key=open&v=1.0", "method=login2&v=1.0&api_key=open",
        ] {
            _ = stage.systems.response("POST", "/site/CRConsAPI", form, body: body)
        }
        #expect(stage.entries().map { $0["operation"]?.string } == ["login", "login", nil, nil])
        #expect(stage.entries().allSatisfy { $0["outcome"]?.string != "ok" })
    }
}
