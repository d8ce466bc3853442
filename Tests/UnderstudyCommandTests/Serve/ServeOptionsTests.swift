import Glibc
import ASMX
import Testing

import Emulator
import HTTP
import Understudy
@testable import UnderstudyCommand

@Suite("What serve is asked to do")
struct ServeOptionsTests {
    @Test func defaultsServeTheDemoWorldOnTheLoopback() throws {
        let options = try options()
        #expect(options.listen == ListenAddress("127.0.0.1:8080"))
        #expect(options.adminListen == ListenAddress("127.0.0.1:8081"))
        #expect(options.store.location == .temporary)
        #expect(options.world == .demo)
        #expect(options.profile == .asmx)
        #expect(options.passwordCost == .light)
        #expect(options.logFormat == .text)
        #expect(options.tls == nil)
    }

    @Test func withADataDirectoryNothingIsLoadedAndHashesAreStandard() throws {
        #expect(try options(["data": "/d"]).world == .empty)
        #expect(try options(["data": "/d"]).passwordCost == .standard)
        #expect(try options(["data": "/d", "password-cost": "light"]).passwordCost == .light)
        #expect(try options(["data": "/d", "fixtures": "f.json"]).world == .file("f.json", origin: "--fixtures"))
        #expect(try options(["fixtures": "f.json"]).world == .file("f.json", origin: "--fixtures"))
    }

    @Test func flagsWinOverTheEnvironmentWhichWinsOverTheFile() throws {
        let file = #"{"log": "json", "profile": "w3c", "listen": "127.0.0.1:3"}"#
        let options = try options(
            ["listen": "127.0.0.1:1"],
            environment: ["UNDERSTUDY_LISTEN": "127.0.0.1:2", "UNDERSTUDY_PROFILE": "asmx", "UNDERSTUDY_LOG": ""],
            file: file)
        #expect(options.listen.port == 1)
        #expect(options.profile == .asmx)
        #expect(options.logFormat == .json)
    }

    @Test(arguments: ["https://api.example.org", "http://[::1]:8080", "https://api.example.org:8443/"])
    func takesAPublicAddress(_ url: String) throws {
        #expect(try options(["public-url": url]).publicURL == (url.hasSuffix("/") ? String(url.dropLast()) : url))
    }

    /// It goes into contracts and pages.
    @Test(arguments: [
        "api.example.org", "ftp://api.example.org", "https://", "https://api.example.org/a", "https://a\"b<c", "https://me@api.example.org",
        "https://a:b", "https://a:65536", "https://[:::]", "https://:80", "https://a?b",
    ])
    func refusesWhatIsNoPublicAddress(_ url: String) {
        #expect(refusal(["public-url": url])?.hasPrefix("--public-url: ") == true)
    }

    @Test func takesTheNetworksOfProxies() throws {
        let proxies = try options(["trusted-proxies": "10.0.0.0/8, 192.0.2.1,fd00::/8"]).trustedProxies
        #expect(proxies == TrustedProxies(["10.0.0.0/8", "192.0.2.1", "fd00::/8"].compactMap(IPNetwork.init)))
        #expect(try options([:]).trustedProxies.isEmpty)
    }

    @Test(arguments: [
        ("10.0.0.0/8,", "\"\" is no address and no network such as 10.0.0.0/8"),
        ("proxy.example", "\"proxy.example\" is no address and no network such as 10.0.0.0/8"),
        ("10.0.0.0/33", "\"10.0.0.0/33\" is no address and no network such as 10.0.0.0/8"),
        ("0.0.0.0/0", "\"0.0.0.0/0\" would let every client choose its address; name the proxies' network"),
        ("10.0.0.1,::/0", "\"::/0\" would let every client choose its address; name the proxies' network"),
    ])
    func refusesOtherProxies(_ text: String, message: String) {
        #expect(refusal(["trusted-proxies": text]) == "--trusted-proxies: " + message)
    }

    @Test func theAdminAPICanBeSwitchedOff() throws {
        #expect(try options(["admin-listen": "off"]).adminListen == nil)
    }

    @Test(arguments: [
        (["listen": "x"], "--listen: \"x\" is not HOST:PORT, such as 127.0.0.1:8080"),
        (["listen": ":80"], "--listen: \":80\" is not HOST:PORT, such as 127.0.0.1:8080"),
        (["listen": "127.0.0.1:65536"], "--listen: \"127.0.0.1:65536\" is not HOST:PORT; a port is at most 65535"),
        (["admin-listen": "of"], "--admin-listen: \"of\" is not HOST:PORT|off, such as 127.0.0.1:8081"),
        (["log": "xml"], "--log: \"xml\" is none of text, json"),
        (["profile": "ASMX"], "--profile: \"ASMX\" is none of asmx, w3c"),
        (["password-cost": "cheap"], "--password-cost: \"cheap\" is none of standard, light"),
        (["tls-cert": "c"], "--tls-cert needs --tls-key beside it"),
        (["tls-key": "k"], "--tls-key needs --tls-cert beside it"),
        (["admin-listen": "127.0.0.1:8080"], "--admin-listen: 127.0.0.1:8080 is where the emulated systems listen"),
    ])
    func refuses(flags: [String: String], message: String) {
        #expect(refusal(flags) == message)
    }

    @Test func refusesLightHashesOffTheLoopback() {
        let message = "light password hashes are for the loopback only, and 0.0.0.0 is not on it; say --password-cost standard"
        #expect(refusal(["listen": "0.0.0.0:1"]) == "--listen: " + message)
        #expect(refusal(["listen": "0.0.0.0:1", "password-cost": "light", "data": "/d"]) == "--password-cost: " + message)
        #expect(refusal(["listen": "0.0.0.0:1", "password-cost": "standard"]) == nil)
        #expect(refusal(["listen": "0.0.0.0:1", "data": "/d"]) == nil)
        #expect(refusal(["listen": "[::1]:1"]) == nil)
    }

    @Test func readsTheAdminTokenFromAFile() throws {
        let path = "/tmp/understudy-token-\(UInt64.random(in: 0...(.max)))"
        defer { unlink(path) }
        func token(_ text: String, environment: [String: String] = [:]) throws -> String? {
            try Files.write(Array(text.utf8), to: path)
            return try options(["admin-token-file": path, "admin-listen": "0.0.0.0:1"], environment: environment).adminToken
        }
        for end in ["", "\n", "\r\n"] { #expect(try token("0123456789abcdef" + end) == "0123456789abcdef") }
        for text in ["", "short\n", "0123456789abcdef\n0123456789abcdef\n", "0123456789 abcdef"] {
            #expect(
                throws: CommandFailure.usage("--admin-token-file: \(path): a token has at least 16 characters, all of them visible ASCII")
            ) {
                try token(text)
            }
        }
        #expect(throws: CommandFailure.self) { try token("0123456789abcdef", environment: ["UNDERSTUDY_ADMIN_TOKEN": "0123456789abcdef"]) }
        #expect(refusal(["admin-token-file": "/nowhere"]) == "--admin-token-file: cannot read /nowhere: No such file or directory")
    }

    @Test func refusesAnAdminAPIOffTheLoopbackWithoutAToken() {
        #expect(
            refusal(["admin-listen": "0.0.0.0:1"])
                == "--admin-listen: 0.0.0.0 is not on the loopback, so UNDERSTUDY_ADMIN_TOKEN must be set, or --admin-token-file")
        #expect(refusal(["admin-listen": "0.0.0.0:1"], environment: ["UNDERSTUDY_ADMIN_TOKEN": "0123456789abcdef"]) == nil)
        #expect(refusal(["admin-listen": "0.0.0.0:1"], file: #"{"admin_token": "0123456789abcdef"}"#) == nil)
        #expect(refusal(environment: ["UNDERSTUDY_ADMIN_TOKEN": "short"])?.hasPrefix("UNDERSTUDY_ADMIN_TOKEN: a token has") == true)
        #expect(refusal(environment: ["UNDERSTUDY_ADMIN_TOKEN": "0123456789 abcdef"])?.contains("short") == false)
    }

    @Test func aComplaintSpeaksAsItsReaderDoes() {
        #expect(refusal(file: #"{"tls_cert": "c"}"#) == "c.json:1: tls_cert needs tls_key beside it")
        #expect(refusal(file: #"{"tls_key": "k"}"#) == "c.json:1: tls_key needs tls_cert beside it")
        #expect(refusal(environment: ["UNDERSTUDY_TLS_KEY": "k"]) == "UNDERSTUDY_TLS_KEY needs UNDERSTUDY_TLS_CERT beside it")
        #expect(refusal(file: #"{"listen": "0.0.0.0:1"}"#)?.hasSuffix("say password_cost standard") == true)
    }

    @Test func aComplaintNamesWhoSaidIt() {
        #expect(refusal(environment: ["UNDERSTUDY_LISTEN": "x"])?.hasPrefix("UNDERSTUDY_LISTEN: \"x\"") == true)
        #expect(refusal(file: "{\n\"listen\": \"x\"}")?.hasPrefix("c.json:2: listen: \"x\"") == true)
    }

    @Test(arguments: [
        ("{", "c.json:1: "), ("[]", "c.json:1: an object is needed"), ("{\n\"lisen\": \"x\"}", "c.json:2: lisen: unknown member"),
        ("{\"config\": \"x\"}", "c.json:1: config: unknown member"), ("{\"listen\": 1}", "c.json:1: listen: a string is needed"),
        ("{\"listen\": \"\"}", "c.json:1: listen: must not be empty"),
        ("{\"xweb\": {\n\"Timeuot\": 1}}", "c.json:2: xweb.Timeuot: unknown member"),
        ("{\"sites\": {\"ws\": {}}}", "c.json:1: sites.ws: a site must not"),
        ("{\"sites\": {\"acme\": {\n\"archer\": {\"instance\": 7}}}}", "c.json:2: sites.acme.archer.instance: a string"),
    ])
    func refusesAConfigurationFileThatIsNotInOrder(text: String, message: String) {
        #expect(throws: FileError.self) { try ConfigurationFile(Array(text.utf8), name: "c.json") }
        #expect(refusal(file: text)?.hasPrefix(message) == true, "\(refusal(file: text) ?? "taken")")
    }
}
