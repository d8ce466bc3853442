import Testing
import Understudy

@Suite("Addresses to listen on")
struct ListenAddressTests {
    @Test(arguments: [
        ("127.0.0.1:8080", "127.0.0.1", 8080, true), ("127.9.9.9:0", "127.9.9.9", 0, true), ("[::1]:80", "::1", 80, true),
        ("localhost:80", "localhost", 80, true), ("0.0.0.0:80", "0.0.0.0", 80, false), ("[::]:80", "::", 80, false),
        ("192.0.2.1:80", "192.0.2.1", 80, false), ("127.0.0.1.example.org:80", "127.0.0.1.example.org", 80, false),
        ("127.1:80", "127.1", 80, false), ("[::ffff:127.0.0.1]:80", "::ffff:127.0.0.1", 80, false),
    ])
    func reads(text: String, host: String, port: UInt16, isLoopback: Bool) throws {
        let address = try #require(ListenAddress(text))
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(address.isLoopback == isLoopback)
        #expect(ListenAddress(address.authority(port: port)) == address)
    }

    @Test(arguments: ["", "127.0.0.1", ":80", "::1:80", "[::1]", "a b:1", "h:-1", "h:1x", "h:", "h:65536", "http://h:1"])
    func refuses(text: String) {
        #expect(ListenAddress(text) == nil)
    }
}
