import HTTP
import JSON
import Operations
import TestSupport
import Testing

@testable import Masking

@Suite("Masks over secrets")
struct MaskTests {
    private static func xml(_ text: String, losesValues: Bool = false) -> (text: String, secrets: [String]) {
        var mask = XMLMask(SecretNames(of: nil), losesValues: losesValues)
        let masked = mask.mask(Array(text.utf8))
        return (String(decoding: masked, as: UTF8.self), mask.hidden.secrets)
    }

    @Test(arguments: [
        ("<a><Password>hush</Password><b>shown</b></a>", "<a><Password>•••</Password><b>shown</b></a>", ["hush"]),
        ("<a><n:newPassWord x='1'>hu&lt;sh</n:newPassWord></a>", "<a><n:newPassWord x='1'>•••</n:newPassWord></a>", ["hu<sh"]),
        ("<a token=\"hush\" b='c'/>", "<a token=\"•••\" b='c'/>", ["hush"]),
        ("<pwd><![CDATA[hush]]></pwd>", "<pwd><![CDATA[•••]]></pwd>", ["hush"]),
        ("<a><!-- hush --></a>", "<a><!--•••--></a>", ["hush"]), ("<pwd> </pwd>", "<pwd> </pwd>", []),
        ("<?xml version='1.0'?><secrets><b>in</b></secrets>", "<?xml version='1.0'?><secrets><b>in</b></secrets>", []),
        ("<pwd>hush", "<pwd>•••", ["hush"]), ("<password", "<password", []), ("", "", []),
    ])
    func inXMLGoByName(text: String, masked: String, secrets: [String]) {
        #expect(Self.xml(text).text == masked)
        #expect(Self.xml(text).secrets == secrets)
    }

    @Test(arguments: [
        ("<a><![CDATA[<b><pwd>hush</pwd>x</b>]]></a>", "<a><![CDATA[<b><pwd>•••</pwd>x</b>]]></a>"),
        ("<a>&lt;b&gt;&lt;pwd&gt;hush&lt;/pwd&gt;&lt;/b&gt;</a>", "<a>&lt;b>&lt;pwd>•••&lt;/pwd>&lt;/b></a>"),
        ("<a><![CDATA[1 < 2 & 3]]></a>", "<a><![CDATA[1 < 2 & 3]]></a>"), ("<a>1 &lt; 2</a>", "<a>1 &lt; 2</a>"),
    ])
    func inADocumentWithinATextGoByName(text: String, masked: String) {
        #expect(Self.xml(text).text == masked)
    }

    @Test(arguments: [
        (#"{"Password":"hush","b":"a=b"}"#, "•••"), (#"a=1&{"pwd":"hush=="}&c=2"#, "a=1&•••&c=2"), ("a.b%5B1%5D=1", "a.b%5B1%5D=1"),
        ("ctl00$pwd=hush", "ctl00$pwd=•••"), ("größe=1", "größe=1"),
    ])
    func inWhatIsNoFormAreNotShownAsNames(text: String, masked: String) {
        var mask = FormMask(SecretNames(of: nil), losesValues: false)
        #expect(String(decoding: mask.mask(Array(text.utf8)), as: UTF8.self) == masked)
    }

    @Test(arguments: [
        ("<a b='c'>d<e>f</a>", "<a b='•••'>•••<e>•••</a>"), ("hush", "•••"), ("<a><b>hush</b", "<a><b>•••</b"),
        ("<a hush", "<a hush"), ("<a x=hush>", "<a x=•••>"), ("<a><![CDATA[hush", "<a><![CDATA[•••"),
        ("<!DOCTYPE a [<!ENTITY x 'hush'>]>", "<!•••>•••"),
        ("<a xmlns='urn:x'>1</a>", "<a xmlns='urn:x'>•••</a>"),
    ])
    func unreadableXMLKeepsItsMarkup(text: String, masked: String) {
        #expect(Self.xml(text, losesValues: true).text == masked)
    }

    @Test(arguments: [
        (#"{"password": "hush", "a": 1}"#, #"{"password": "•••", "a": 1}"#),
        (#"{"a": {"Token": 12, "b": [1, "x"]}}"#, #"{"a": {"Token": "•••", "b": [1, "x"]}}"#),
        (#"{"secret": {"a": "hush", "b": [1]}, "c": 2}"#, #"{"secret": {"a": "•••", "b": ["•••"]}, "c": 2}"#),
        (#"{"pass\u0077ord": "hush"}"#, #"{"pass\u0077ord": "•••"}"#), (#"["a\"b", true]"#, #"["a\"b", true]"#),
        (#"{"pwd": "hush"#, #"{"pwd": "•••""#),
    ])
    func inJSONGoByName(text: String, masked: String) {
        var mask = JSONMask(SecretNames(of: nil), losesValues: false)
        #expect(String(decoding: mask.mask(Array(text.utf8)), as: UTF8.self) == masked)
    }

    @Test(arguments: [(#"{"a": "hush", "b": [hush, 1]"#, #"{"a": "•••", "b": ["•••", "•••"]"#), ("hush", #""•••""#)])
    func unreadableJSONKeepsItsKeys(text: String, masked: String) {
        var mask = JSONMask(SecretNames(of: nil), losesValues: true)
        #expect(String(decoding: mask.mask(Array(text.utf8)), as: UTF8.self) == masked)
    }

    @Test(arguments: [
        ("a=1&password=hu%20sh&b", "a=1&password=•••&b", false), ("p%61ssword=hush", "p%61ssword=•••", false),
        ("a=1&b&c=", "a=•••&•••&c=", true), ("", "", false),
    ])
    func inFormsGoByName(text: String, masked: String, losesValues: Bool) {
        var mask = FormMask(SecretNames(of: nil), losesValues: losesValues)
        #expect(String(decoding: mask.mask(Array(text.utf8)), as: UTF8.self) == masked)
    }

    /// An operation with one parameter, `recno`, and the secret `old`.
    private static let row = OperationFacts(
        "Change",
        parameters: [
            ParameterDescription("recno", .string, "A key."), ParameterDescription("old", .string, secrecy: .secret, "A secret."),
        ], result: ResultDescription(.void, documentation: ""), documentation: "")
    private static let declared = SecretNames(of: row, hidingAllBut: KnownNames([row]))

    @Test(arguments: [
        ("<e><Change><recno>8</recno><x:foo>hush</x:foo></Change></e>", "<•••><Change><recno>8</recno><x:•••>•••</x:•••></Change></•••>"),
        ("<Change><Recno>8<foo>hush</foo>9</Recno>hush</Change>", "<Change><Recno>8<•••>•••</•••>9</Recno>•••</Change>"),
        ("<recno a='hush' xsi:type='xsd:string' b='true' xmlns=''/>", "<recno •••='•••' xsi:type='xsd:string' •••='true' xmlns=''/>"),
        ("<foo> true </foo><foo><![CDATA[hush]]></foo><old>hush</old>", "<•••> true </•••><•••><![CDATA[•••]]></•••><old>•••</old>"),
    ])
    func undeclaredNamesInXMLLoseTheirValues(text: String, masked: String) {
        var mask = XMLMask(Self.declared, losesValues: false)
        #expect(String(decoding: mask.mask(Array(text.utf8)), as: UTF8.self) == masked)
        #expect(mask.hidden.values.allSatisfy { $0 == "hush" } && !mask.hidden.values.isEmpty)
    }

    @Test(arguments: [
        (#"{"Change": {"recno": "82457", "foo": "hush"}}"#, #"{"Change": {"recno": "82457", "•••": "•••"}}"#),
        (#"{"foo": ["hush", {"recno": 1, "a": 22}, true]}"#, #"{"•••": ["•••", {"recno": 1, "•••": "•••"}, true]}"#),
        (#"{"recno": [33, {"b": "hush"}]}"#, #"{"recno": [33, {"•••": "•••"}]}"#),
        (#"{"old": {"recno": "hush"}, "foo": null}"#, #"{"old": {"recno": "•••"}, "•••": null}"#), (#""hush""#, #""•••""#),
    ])
    func undeclaredNamesInJSONLoseTheirValues(text: String, masked: String) {
        var mask = JSONMask(Self.declared, losesValues: false)
        #expect(String(decoding: mask.mask(Array(text.utf8)), as: UTF8.self) == masked)
    }

    @Test(arguments: [
        ("recno=82457&foo=hush&bar=1&baz=&old=x", "recno=82457&•••=•••&•••=1&•••=&old=•••"), ("WSDL", "WSDL"), ("hush&recno", "•••&recno"),
    ])
    func undeclaredNamesInFormsLoseTheirValues(text: String, masked: String) {
        var mask = FormMask(Self.declared, losesValues: false)
        #expect(String(decoding: mask.mask(Array(text.utf8)), as: UTF8.self) == masked)
    }

    @Test(arguments: [
        ("<recno><![CDATA[<b><pwd>hush</pwd>x</b>]]></recno>", "<recno><![CDATA[<b><pwd>•••</pwd>x</b>]]></recno>"),
        ("<foo><![CDATA[<recno>hush</recno>]]></foo>", "<•••><![CDATA[•••]]></•••>"),
    ])
    func aDocumentInATextGoesByTheNameOfTheText(text: String, masked: String) {
        var mask = XMLMask(Self.declared, losesValues: false)
        #expect(String(decoding: mask.mask(Array(text.utf8)), as: UTF8.self) == masked)
    }

    @Test(arguments: [
        ("Authorization", "Basic eHdlYjp4d2ViLXNlY3JldA==", "Basic •••", "xweb-secret"),
        ("Authorization", "Bearer hush", "Bearer •••", "hush"),
        ("Authorization", "Archer session-id=\"hush\"", "Archer •••", "hush"),
        ("WWW-Authenticate", "Bearer token = hush", "Bearer •••", "hush"),
        ("Cookie", "JSESSIONID=hush; b=2", "JSESSIONID=•••; b=•••", "hush"),
        ("Set-Cookie", "a=hush; Path=/; HttpOnly", "a=•••; Path=/; HttpOnly", "hush"),
        ("X-Api-Key", "hush", "•••", "hush"),
        ("Location", "/a;jsessionid=hush?token=hush2&b=1", "/a;jsessionid=•••?token=•••&b=1", "hush2"),
    ])
    func inHeadersKeepTheirForm(name: String, value: String, masked: String, secret: String) {
        var mask = HeaderMask(SecretNames(of: nil))
        #expect(mask.mask(name, value) == masked)
        #expect(mask.hidden.secrets.contains(secret))
    }

    @Test(arguments: [
        ("/a;jsessionid=hush/b", "/a;jsessionid=•••/b"), ("/a;hush", "/a;•••"), ("/a;hush/b;c=hush", "/a;•••/b;c=•••"),
        ("/a;=hush", "/a;=•••"),
        ("/a;", "/a;•••"), (";", ";•••"),
    ])
    func parametersOfAPathKeepTheirNames(path: String, masked: String) {
        #expect(PathMask.mask(path) == masked)
    }

    @Test func fieldsOfTheProtocolAreShown() {
        var mask = HeaderMask(SecretNames(of: nil))
        #expect(mask.mask("Content-Type", "text/xml") == "text/xml")
        #expect(mask.mask("User-Agent", "python-zeep/4.3") == "python-zeep/4.3")
        #expect(mask.hidden.secrets.isEmpty)
    }

    @Test(arguments: [
        "Sample-Pass-1", "Pa$$w0rd", "a<b>&\"c'", "grüße zu/haus", "p+q r%s", "back\\slash\ttab",
    ])
    func aSecretIsFoundInEachSpelling(secret: String) {
        var values = SecretValues()
        values.add(secret)
        let percent = PercentEncoding.encode(secret)
        let json = String(decoding: JSON.string(secret).bytes, as: UTF8.self)
        let xml = secret.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
        for spelling in [secret, percent, percent.replacing("%20", with: "+"), json, xml, xml.replacing(">", with: "&gt;")] {
            let masked = values.masked("before \(spelling) after")
            #expect(masked.contains("•••"), "\(spelling)")
            #expect(!masked.contains(spelling), "\(spelling)")
        }
    }

    @Test(arguments: ["", "u", "us", "user:", "somebody:"])
    func aSecretIsFoundInBase64(before: String) {
        var values = SecretValues()
        values.add("Sample-Pass-1")
        let encoded = Self.base64(Array((before + "Sample-Pass-1" + " and more").utf8))
        #expect(values.masked("x \(encoded) y").contains("•••"))
        #expect(values.masked("x \(Self.base64(Array("something else".utf8))) y") == "x \(Self.base64(Array("something else".utf8))) y")
    }

    @Test func aShortSecretHidesNoOtherNumbers() {
        var values = SecretValues()
        values.add("123")
        #expect(values.masked("<a>123</a> 1234 0123 x123 =123&") == "<a>•••</a> 1234 0123 x123 =•••&")
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let number = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0...group.count { text.append(digits[number >> (18 - 6 * place) & 63]) }
            text += String(repeating: "=", count: 3 - group.count)
        }
        return text
    }
}
