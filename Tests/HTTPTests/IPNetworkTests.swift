import HTTP
import Testing

@Suite("Networks of addresses")
struct IPNetworkTests {
    @Test(arguments: [
        ("10.0.0.0/8", "10.255.1.2", true), ("10.0.0.0/8", "11.0.0.0", false), ("192.0.2.128/25", "192.0.2.129", true),
        ("192.0.2.128/25", "192.0.2.127", false), ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false),
        ("0.0.0.0/0", "203.0.113.9", true), ("0.0.0.0/0", "::1", false), ("::/0", "::1", true), ("::/0", "127.0.0.1", false),
        ("2001:db8::/33", "2001:db8:7fff::1", true), ("2001:db8::/33", "2001:db8:8000::1", false), ("fe80::/10", "fe80::1%eth0", true),
        ("10.0.0.0/8", "::ffff:10.0.0.1", true), ("::ffff:10.0.0.0/104", "10.0.0.1", true), ("::ffff:10.0.0.0/104", "11.0.0.1", false),
        ("10.0.0.0/8", "10.0.0", false), ("10.0.0.0/8", "", false), ("192.0.2.1/32", "192.0.2.1", true),
    ])
    func networksContainTheirAddresses(_ network: String, address: String, expected: Bool) throws {
        #expect(try #require(IPNetwork(network)).contains(address) == expected)
    }

    @Test(arguments: [
        "", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "::/129", "10.0.0/8", "a.example", "10.0.0.0/8/8", "::ffff:1.2.3.4/8",
    ])
    func otherTextsAreNoNetworks(_ text: String) {
        #expect(IPNetwork(text) == nil)
    }
}
