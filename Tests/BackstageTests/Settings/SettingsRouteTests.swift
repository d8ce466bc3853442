import HTTP
import JSON
import TestSupport
import Testing

@testable import Backstage

@Suite("Settings by the admin API")
struct SettingsRouteTests {
    @Test("say how full the journal is, and who can reach the server")
    func facts() throws {
        let stage = try AdminStage(limits: Journal.Limits(entries: 3, bytes: 1 << 20))
        for _ in 1...5 { stage.xweb("GetVersion") }
        let settings = stage.send("GET", "/api/settings").json
        #expect(settings["test_controls"]?.bool == true && settings["journal"]?.string == "messages")
        let fill = try #require(settings["journal_fill"])
        #expect(fill["entries"]?.int == 3 && fill["entry_limit"]?.int == 3 && fill["dropped"]?.int == 2)
        #expect(fill["byte_limit"]?.int == 1 << 20 && (fill["bytes"]?.int ?? 0) > 0)
        #expect(
            settings["exposure"]?["text"]?.string == "admin API on the loopback, no token; emulated systems on the loopback, without TLS")
    }

    @Test("are shown with their origins, and secrets without their values")
    func origins() throws {
        var server = ServerDescription()
        server.settings = [
            .init("listen", "127.0.0.1:0", from: .flag, at: "--listen"), .init("log", "text", from: .standard),
            .init("admin_token", "very-secret-token", isSecret: true, from: .environment, at: "UNDERSTUDY_ADMIN_TOKEN"),
        ]
        server.isAdminReachable = true
        server.needsAdminToken = true
        let answer = try AdminStage(server: server).send("GET", "/api/settings")
        let shown = try #require(answer.json["settings"]?.elements)
        #expect(shown.map { $0["name"]?.string } == ["listen", "log", "admin_token"])
        #expect(shown.map { $0["origin"]?.string } == ["flag", "default", "environment"])
        #expect(shown.map { $0["value"]?.string } == ["127.0.0.1:0", "text", nil])
        #expect(shown.map { $0["source"]?.string } == ["--listen", nil, "UNDERSTUDY_ADMIN_TOKEN"])
        #expect(shown[2]["secret"]?.bool == true && !answer.bodyText.contains("very-secret"))
        #expect(answer.json["exposure"]?["admin"]?.string == "network" && answer.json["exposure"]?["admin_token"]?.bool == true)
    }

    @Test(
        "of systems are secret by their names",
        arguments: [
            ("luminate.api_key", true), ("sites.acme.luminate.secret_key", true), ("xweb.keyOverrideValue", true), ("xweb.Timeout", false),
            ("archer.instance", false),
        ])
    func secrets(name: String, isSecret: Bool) {
        #expect(ServerDescription.Setting.isSecret(name) == isSecret)
    }
}
