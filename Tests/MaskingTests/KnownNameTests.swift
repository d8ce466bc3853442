import Operations
import Testing

@testable import Masking

@Suite("In what callers send, a text in the place of a name")
struct KnownNameTests {
    private static let service = ServiceFacts(
        system: SystemName("s", title: "S"), name: "S", namespace: "http://example.org/service/", logPrefix: "")
    private static let known = KnownNames(
        ["Change", "Find"].map { name in
            OperationFacts(
                name, of: service,
                parameters: [
                    ParameterDescription(name == "Find" ? "User.Name" : "recno", .string, "A key."),
                    ParameterDescription("old", .string, secrecy: .secret, "A secret."),
                ], result: ResultDescription(.string, documentation: ""), documentation: "")
        })
    private static let names = SecretNames(of: nil, hidingAllBut: known)

    private static func xml(_ text: String, losesValues: Bool = false) -> (text: String, names: [String]) {
        var mask = XMLMask(names, losesValues: losesValues)
        return (String(decoding: mask.mask(Array(text.utf8)), as: UTF8.self), mask.hidden.names)
    }

    @Test(
        "is masked in an element, a prefix and an attribute",
        arguments: [
            ("<hush><b/></hush>", "<•••><•••/></•••>"), ("<Hush-1/>", "<•••/>"), ("<recno hush='1'/>", "<recno •••='1'/>"),
            ("<recno hush", "<recno •••"), ("<hush:recno xmlns:hush=''></hush:recno>", "<•••:recno xmlns:•••=''></•••:recno>"),
            ("<xsi:hush xml:hush='1' xsi:hush='hush'/>", "<xsi:••• xml:•••='1' xsi:•••='•••'/>"), ("</hush>", "</•••>"),
        ])
    func markup(text: String, masked: String) {
        #expect(Self.xml(text).text == masked)
        #expect(Self.xml(text, losesValues: true).names == Self.xml(text).names && !Self.xml(text).names.isEmpty)
    }

    @Test(
        "is shown if a table or a protocol declares it",
        arguments: [
            "<soap:Envelope><SOAP-ENV:Body><ns1:Change/><FIND/><ChangeResponse/><Name/><recno/></SOAP-ENV:Body></soap:Envelope>",
            "<e:Header><wsse:Security><wsse:UsernameToken wsu:Id='1'/></wsse:Security></e:Header>",
            "<?xml version=\"1.0\" encoding='ISO-8859-1' standalone='yes'?><recno/>", "<?xml version='1.0' encoding='utf-8'?>",
        ])
    func declared(text: String) {
        #expect(Self.xml(text).text == text)
        #expect(Self.xml(text).names.isEmpty)
    }

    @Test("is masked in a namespace", arguments: ["urn:hush", "hush", "http://example.org/service/hush"])
    func namespace(namespace: String) {
        for losesValues in [false, true] {
            #expect(Self.xml("<recno xmlns='\(namespace)'/>", losesValues: losesValues).text == "<recno xmlns='•••'/>")
            #expect(Self.xml("<recno xmlns:n=\"\(namespace)\"/>", losesValues: losesValues).text == "<recno xmlns:n=\"•••\"/>")
        }
    }

    @Test(
        "is shown in a namespace that a table or a protocol declares",
        arguments: [
            "", "http://example.org/service/", "http://example.org/service", "https://EXAMPLE.org/service/",
            "http://www.w3.org/2001/XMLSchema",
            "http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope", "http://www.w3.org/2005/08/addressing",
        ])
    func knownNamespace(namespace: String) {
        let text = "<recno xmlns='\(namespace)'/>"
        #expect(Self.xml(text).text == text)
        #expect(Self.xml(text, losesValues: true).text == text)
    }

    @Test("is looked for elsewhere if it was a namespace")
    func unknownNamespace() {
        var mask = XMLMask(Self.names, losesValues: false)
        _ = mask.mask(Array("<recno xmlns='urn:hush'/>".utf8))
        #expect(mask.hidden.values == ["urn:hush"])
    }

    private static let constantAttributes = [
        "e:encodingStyle='http://schemas.xmlsoap.org/soap/encoding/'", "encodingStyle='http://www.w3.org/2003/05/soap-encoding'",
        "e:actor='http://schemas.xmlsoap.org/soap/actor/next'", "e:role='http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver'",
        "e:mustUnderstand='1'", "e:relay='true'", "xsi:type='xsd:dateTime'", "xsi:type='xs:base64Binary'", "xsi:nil='true'",
        "xsi:type='n:Change'",
        "Type='http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText'",
    ]

    @Test("is shown as the value of an attribute that a protocol gives this value, on a secret element too", arguments: constantAttributes)
    func constants(attribute: String) {
        for element in ["recno", "Password"] {
            let text = "<\(element) \(attribute)></\(element)>"
            #expect(Self.xml(text).text == text)
        }
    }

    @Test(
        "is masked as another value of such an attribute",
        arguments: ["e:encodingStyle", "e:actor", "e:role", "e:mustUnderstand", "e:relay", "xsi:type", "xsi:schemaLocation", "Type"])
    func otherValues(attribute: String) {
        for value in ["hush", "xsd:hush", "hush:string", "http://schemas.xmlsoap.org/soap/hush"] {
            #expect(Self.xml("<recno \(attribute)='\(value)'/>").text == "<recno \(attribute)='•••'/>")
        }
    }

    @Test(
        "is masked in comments, processing instructions, declarations and document types",
        arguments: [
            ("<!-- hush -->", "<!--•••-->"), ("<?hush hush?>", "<?•••?>"), ("<?hush?>", "<?•••?>"),
            ("<?xml version='1.0' hush='1'?>", "<?xml •••?>"), ("<?xml version='hush'?>", "<?xml •••?>"), ("<?xml hush", "<?xml •••"),
            ("<!DOCTYPE hush>", "<!•••>"), ("<!DOCTYPE a [<!ENTITY hush 'hush'><!ENTITY b \"x>hush\">]>", "<!•••><!•••>•••"),
            ("<!DOCTYPE a SYSTEM 'hush'", "<!•••"), ("<!ELEMENT hush ANY>", "<!•••>"),
        ])
    func others(text: String, masked: String) {
        #expect(Self.xml(text).text == masked)
    }

    @Test(
        "is masked as a key of JSON",
        arguments: [
            (#"{"hush": 1}"#, #"{"•••": 1}"#), (#"{"h\u0075sh": {"recno": 1, "hush": []}}"#, #"{"•••": {"recno": 1, "•••": []}}"#),
            (#"{"Change": {"old": {"hush": "x"}, "Name": 1}}"#, #"{"Change": {"old": {"•••": "•••"}, "Name": 1}}"#),
            (#"{"hush" : "#, #"{"•••" : "#), (#"{"User.Name": "", "re\u0063no": ""}"#, #"{"User.Name": "", "re\u0063no": ""}"#),
        ])
    func keys(text: String, masked: String) {
        for losesValues in [false, true] {
            var mask = JSONMask(Self.names, losesValues: losesValues)
            let shown = String(decoding: mask.mask(Array(text.utf8)), as: UTF8.self)
            #expect(losesValues ? !shown.contains("hush") : shown == masked)
            #expect(mask.hidden.names.allSatisfy { $0 == "hush" })
        }
    }

    @Test(
        "is masked as a parameter's name",
        arguments: [
            ("hush=1&recno=0", "•••=1&recno=0"), ("h%75sh=", "•••="), ("rec%6Eo=1&op=Find&WSDL=1", "rec%6Eo=1&op=Find&WSDL=1"),
            ("op=hush", "op=•••"), ("hush", "•••"),
            ("recno.hush=1", "•••=1"),
        ])
    func parameters(text: String, masked: String) {
        for losesValues in [false, true] {
            var mask = FormMask(Self.names, losesValues: losesValues)
            let shown = String(decoding: mask.mask(Array(text.utf8)), as: UTF8.self)
            #expect(losesValues ? !shown.contains("sh=") && shown != "hush" : shown == masked)
        }
    }

    @Test("is masked as the name of a header field or of a cookie")
    func fields() {
        var mask = HeaderMask(Self.names)
        #expect(
            ["Hush", "X-Hush", "content-type", "User-Agent", "X-Forwarded-For"].map { mask.mask(name: $0) }
                == ["•••", "•••", "content-type", "User-Agent", "X-Forwarded-For"])
        #expect(mask.hidden.names == ["Hush", "X-Hush"])
        #expect(mask.mask("Cookie", "JSESSIONID=a; hush=b; hush2=;hush3") == "JSESSIONID=•••; •••=•••; •••=;•••")
    }

    @Test(
        "is masked in the value of a field that names something",
        arguments: [
            ("SOAPAction", "\"http://example.org/service/Change\"", "\"http://example.org/service/Change\""),
            ("SOAPAction", "http://example.org/service/hush", "•••"), ("SOAPAction", "\"urn:hush\"", "\"•••\""),
            ("SOAPAction", "Find", "Find"),
            ("SOAPAction", "\"\"", "\"\""), ("SOAPAction", "urn:Change", "•••"),
            ("Content-Type", "text/xml; charset=\"utf-8\"", "text/xml; charset=\"utf-8\""), ("Content-Type", "text/hush", "•••"),
            ("Content-Type", "text/xml; charset=hush; hush=1", "text/xml; charset=•••;•••"),
            ("Content-Type", "multipart/form-data; boundary=hush", "multipart/form-data; boundary=•••"),
            ("Content-Type", "application/soap+xml; action=\"urn:hush\"", "application/soap+xml; action=•••"),
            (
                "Content-Type", "application/soap+xml; action=\"http://example.org/service/Find\"",
                "application/soap+xml; action=\"http://example.org/service/Find\""
            ),
            ("Authorization", "hush", "•••"), ("Authorization", "hush hush", "•••"), ("Authorization", "Basic aHVzaA==", "Basic •••"),
            ("Authorization", "Bearer", "Bearer"), ("Authorization", "Negotiate", "•••"),
        ])
    func values(name: String, value: String, masked: String) {
        var mask = HeaderMask(Self.names)
        #expect(mask.mask(name, value) == masked)
    }

    @Test("is shown where nothing but secrets is hidden")
    func answers() {
        let all = SecretNames(of: nil)
        let text = "<hush:a xmlns:hush='urn:hush' hush='1'><?xml hush?></hush:a>"
        var xml = XMLMask(all, losesValues: false)
        #expect(String(decoding: xml.mask(Array(text.utf8)), as: UTF8.self) == text)
        var header = HeaderMask(all)
        #expect(header.mask(name: "X-Hush") == "X-Hush" && header.mask("Content-Type", "text/hush") == "text/hush")
    }
}
