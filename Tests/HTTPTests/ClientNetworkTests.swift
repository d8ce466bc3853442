import HTTP
import Testing

@Suite("Client networks")
struct ClientNetworkTests {
    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1"), ("127.0.0.2", "127.0.0.2"), ("::ffff:192.0.2.7", "192.0.2.7"), ("::1", "0:0:0:0::/64"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"), ("2001:DB8:1:2::9", "2001:db8:1:2::/64"), ("2001:db8:1:3::9", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80:0:0:0::/64"), ("unknown", "unknown"), ("", ""), ("no:address", "no:address"),
    ])
    func areAddressesOrTheirFirstHalf(_ address: String, _ network: String) {
        #expect(ClientNetwork(of: address).description == network)
        var request = HTTPRequest(method: "GET", path: "/")
        request.clientAddress = address
        #expect(request.clientNetwork == network)
    }
}
