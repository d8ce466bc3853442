import HTTP
import Testing

/// Who sent a request that comes through proxies.
@Suite("Trusted proxies")
struct TrustedProxiesTests {
    private let proxies = TrustedProxies(["10.0.0.0/8", "fd00::/8"].compactMap(IPNetwork.init))

    private func client(
        behind peer: String = "10.0.0.1", forwardedFor: [String] = [], forwarded: [String] = []
    ) -> String {
        var fields = HTTPFields()
        for value in forwardedFor { fields.append("X-Forwarded-For", HTTPFieldValue(replacingControlsIn: value)) }
        for value in forwarded { fields.append("Forwarded", HTTPFieldValue(replacingControlsIn: value)) }
        return proxies.client(behind: peer, fields)
    }

    @Test("The fields of others say nothing")
    func others() {
        #expect(client(behind: "192.0.2.1", forwardedFor: ["198.51.100.7"]) == "192.0.2.1")
        #expect(TrustedProxies([]).client(behind: "10.0.0.1", HTTPFields()) == "10.0.0.1")
        #expect(client() == "10.0.0.1")
    }

    @Test("The client is the last address that is no trusted proxy, whatever stands before it")
    func chains() {
        #expect(client(forwardedFor: ["198.51.100.7"]) == "198.51.100.7")
        #expect(client(forwardedFor: ["203.0.113.9, 198.51.100.7, 10.2.3.4"]) == "198.51.100.7")
        #expect(client(forwardedFor: ["203.0.113.9", "198.51.100.7"]) == "198.51.100.7")
        #expect(client(forwardedFor: ["garbage, 198.51.100.7"]) == "198.51.100.7")
        #expect(client(forwardedFor: ["10.9.9.9, 10.2.3.4"]) == "10.9.9.9")
        #expect(client(forwarded: ["for=203.0.113.9, for=198.51.100.7;proto=https;by=10.0.0.1"]) == "198.51.100.7")
        #expect(client(behind: "fd00::1", forwarded: ["For=\"[2001:db8::17]:4711\""]) == "2001:db8::17")
    }

    @Test(
        "An address has one text, with or without a port",
        arguments: [
            ("198.51.100.7:4711", "198.51.100.7"), ("[2001:DB8::0017]:80", "2001:db8::17"), ("2001:db8:0::17", "2001:db8::17"),
            ("[2001:db8::17]", "2001:db8::17"), ("::ffff:198.51.100.7", "198.51.100.7"), (" \t198.51.100.7 ", "198.51.100.7"),
        ])
    func texts(_ text: String, address: String) {
        #expect(client(forwardedFor: [text]) == address)
    }

    @Test(
        "What is no address makes the proxy the client",
        arguments: ["", "unknown", "_hidden", "a.example", "198.51.100", "1.2.3.4,", "[::1"])
    func unreadable(_ text: String) {
        #expect(client(forwardedFor: [text]) == (text == "[::1" ? "::1" : "10.0.0.1"))
        #expect(client(forwarded: ["for=\(text.isEmpty ? "_" : "unknown")"]) == "10.0.0.1")
        #expect(client(forwarded: ["proto=https"]) == "10.0.0.1")
    }

    @Test("If the two fields disagree, the proxy is the client, since one of them is the client's")
    func disagreement() {
        #expect(client(forwardedFor: ["198.51.100.7"], forwarded: ["for=198.51.100.7"]) == "198.51.100.7")
        #expect(client(forwardedFor: ["198.51.100.7"], forwarded: ["for=203.0.113.9"]) == "10.0.0.1")
        #expect(client(forwardedFor: ["198.51.100.7"], forwarded: ["for=unknown"]) == "10.0.0.1")
    }
}
