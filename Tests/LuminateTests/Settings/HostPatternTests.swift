import Luminate
import Testing

@Suite("Host patterns")
struct HostPatternTests {
    @Test(arguments: ["*", "*.example.org", "example.org", "127.0.0.1", "[::1]", "host_1"])
    func hostsAndPatternsAreTaken(_ text: String) {
        #expect(HostPattern(text)?.text == text)
    }

    @Test(arguments: ["", "*.", "a.*", "**", "http://a.example", "a.example:80", "a b", "a/b", "[::1", "[]", "u@a.example", "*.*.example"])
    func otherTextsAreNoPatterns(_ text: String) {
        #expect(HostPattern(text) == nil)
    }
}
