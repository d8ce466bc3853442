import Backstage
import Testing

@testable import UnderstudyCommand

@Suite("The settings that serve shows")
struct EffectiveSettingsTests {
    private func settings(
        _ flags: [String: String] = [:], environment: [String: String] = [:], file: String? = nil
    ) throws -> [String: ServerDescription.Setting] {
        let file = try file.map { try ConfigurationFile(Array($0.utf8), name: "c.json") }
        let given = OptionValues(flags: flags) { environment[$0] }
        let values = file.map(given.with) ?? given
        let all = try ServeOptions(values).settings(from: values, file)
        return Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
    }

    @Test("have the origin of the value that applies")
    func origins() throws {
        let file = #"{"log": "json", "profile": "w3c", "listen": "127.0.0.1:1", "xweb": {"Timeout": 5}}"#
        let shown = try settings(
            ["listen": "127.0.0.1:0"], environment: ["UNDERSTUDY_LISTEN": "127.0.0.1:2", "UNDERSTUDY_LOG": "text"], file: file)
        #expect(shown["listen"]?.value == "127.0.0.1:0" && shown["listen"]?.origin == .flag && shown["listen"]?.source == "--listen")
        #expect(shown["log"]?.value == "text" && shown["log"]?.origin == .environment && shown["log"]?.source == "UNDERSTUDY_LOG")
        #expect(shown["profile"]?.value == "w3c" && shown["profile"]?.source == "c.json:1: profile")
        #expect(shown["xweb.Timeout"]?.value == "5" && shown["xweb.Timeout"]?.source == "c.json:1: xweb.Timeout")
        #expect(shown["journal_entries"]?.value == "10000" && shown["journal_entries"]?.origin == .standard)
        #expect(shown.count == CommandSpecification.serve.options.count + 1)
    }

    @Test("have the value that follows from others")
    func conditional() throws {
        let temporary = try settings()
        #expect(temporary["test_controls"]?.value == "on" && temporary["journal"]?.value == "messages")
        #expect(temporary["fixtures"]?.value == "the demo world" && temporary["password_cost"]?.value == "light")
        #expect(temporary["log_calls"]?.value == "off" && temporary["data"]?.value == nil && temporary["store_timeout"]?.value == nil)
        let kept = try settings(["data": "/d"])
        #expect(kept["test_controls"]?.value == "off" && kept["journal"]?.value == "calls" && kept["password_cost"]?.value == "standard")
        #expect(try settings(["admin-listen": "off"])["journal"]?.value == "off")
        #expect(try settings(["store": "postgresql://ann@h/d"])["store_timeout"]?.value == "5")
    }

    @Test("have no secret")
    func secrets() throws {
        let shown = try settings(
            ["store": "postgresql://ann@h/d"], environment: ["UNDERSTUDY_ADMIN_TOKEN": "a-long-admin-token"],
            file: #"{"luminate": {"api_key": "hidden1", "secret_key": "hidden2"}}"#)
        #expect(shown["admin_token"]?.isSecret == true && shown["admin_token"]?.origin == .environment)
        #expect(shown["luminate.api_key"]?.isSecret == true && shown["luminate.api_key"]?.origin == .file)
        let values = shown.values.compactMap(\.value).joined(separator: " ")
        for secret in ["hidden1", "hidden2", "a-long-admin-token", "ann"] { #expect(!values.contains(secret)) }
    }
}
