import Testing

@testable import UnderstudyCommand

@Suite("Addresses that commands call")
struct BaseURLTests {
    @Test(arguments: [
        "https://127.0.0.1", "https://127.0.0.1:8443", "HTTPS://localhost", "https://LOCALHOST:1/path", "https://[::1]",
        "https://[::1]:8443/x",
        "http://127.9.9.9/127.0.0.1",
    ])
    func areOnTheLoopback(url: String) {
        #expect(BaseURL.isLoopback(url))
    }

    @Test(arguments: [
        "https://example.org", "https://127.0.0.1.example.org", "https://127.example.org", "https://localhost.example.org",
        "https://127.0.0.1@example.org", "https://localhost:80@example.org", "https://example.org/127.0.0.1",
        "https://example.org:443/localhost",
        "https://0.0.0.0", "https://127.1", "https://", "https:///127.0.0.1", "https://[::]", "https://[::ffff:127.0.0.1]",
        "https://127.0.0.1\\@example.org",
    ])
    func areNotForCertainOnTheLoopback(url: String) {
        #expect(!BaseURL.isLoopback(url))
    }

    @Test func aSwitchInTheEnvironmentIsOnOrOff() throws {
        func isOn(_ text: String) throws(CommandFailure) -> Bool {
            try OptionValues(flags: [:], environment: { $0 == "UNDERSTUDY_INSECURE" ? text : nil }).isOn(.insecure)
        }
        #expect(try isOn("on"))
        #expect(try !isOn("off"))
        #expect(try !isOn(""))
        #expect(try isOn("1") && isOn("True") && !isOn("0") && !isOn("false"))
        #expect(throws: CommandFailure.usage("UNDERSTUDY_INSECURE: \"maybe\" is neither on nor off")) { try isOn("maybe") }
        #expect(try OptionValues(flags: ["insecure": Option.switchedOn], environment: { _ in nil }).isOn(.insecure))
    }
}
