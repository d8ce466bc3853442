import ASMX
import Glibc
import HTTP
import Testing

/// Messages in any encoding that is taken get the answers of their twins in UTF-8.
@Suite("Encodings")
struct EncodedMessageTests {
    static let charsets =
        (Array(1...11) + Array(13...16)).map { "ISO-8859-\($0)" } + (1250...1258).map { "windows-\($0)" }
        + ["KOI8-R", "KOI8-U", "UTF-16LE", "UTF-16BE", "US-ASCII"]

    @Test("200 messages in each encoding are answered as their twins in UTF-8", arguments: charsets)
    func twins(charset: String) throws {
        let encoder = try #require(Encoder(charset))
        // UTF-16 has no form: its names and values would not be ASCII even where they are escaped.
        let kinds = charset.hasPrefix("UTF-16") ? GeneratedMessage.Kind.envelopes : GeneratedMessage.Kind.allCases
        var random = SplitMix(state: UInt64(charset.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) }))
        var answers = Set<String>()
        for number in 0..<200 {
            let message = GeneratedMessage(kind: kinds[number % kinds.count], characters: encoder.characters, using: &random)
            let twin = Self.answer(message.request(charset: "utf-8") { Array($0.utf8) })
            let answer = Self.answer(message.request(charset: charset, encoder.bytes))
            #expect(answer == twin, "\(message)")
            answers.insert(answer)
        }
        // Most messages say different things, and most are understood.
        #expect(answers.count > 150)
        #expect(answers.count { $0.hasPrefix("200 ") } > 150)
    }

    private static func answer(_ request: HTTPRequest) -> String {
        let host = StageHost(ServiceSettings())
        let response = Stage.response(to: request, host)
        return "\(response.status) \(host.ran) \(String(decoding: response.body, as: UTF8.self))"
    }
}

/// A message to the stage whose texts are drawn at random.
struct GeneratedMessage: CustomStringConvertible {
    enum Kind: CaseIterable {
        case soap11, soap12, declared, form, escapedForm

        static let envelopes: [Kind] = [.soap11, .soap12]
    }

    let kind: Kind
    let first: String
    let second: String
    let isQuoted: Bool

    init(kind: Kind, characters: [Character], using random: inout SplitMix) {
        self.kind = kind
        first = Self.text(of: characters, using: &random)
        second = Self.text(of: characters, using: &random)
        isQuoted = Bool.random(using: &random)
    }

    var description: String { "\(kind): \(first), \(second)" }

    private static func text(of characters: [Character], using random: inout SplitMix) -> String {
        String((0..<Int.random(in: 1...12, using: &random)).compactMap { _ in characters.randomElement(using: &random) })
    }

    /// The message in an encoding.
    func request(charset: String, _ encode: (String) -> [UInt8]) -> HTTPRequest {
        var request = HTTPRequest(method: "POST", path: "/stage.asmx")
        let parameter = "charset=" + (isQuoted ? "'\(charset)'" : charset)
        switch kind {
        case .soap11:
            request.fields.append("Content-Type", HTTPFieldValue(replacingControlsIn: "text/xml; \(parameter)"))
            request.fields.append("SOAPAction", "\"urn:stage/Join\"")
            request.body = encode(envelope("http://schemas.xmlsoap.org/soap/envelope/"))
        case .soap12:
            request.fields.append("Content-Type", HTTPFieldValue(replacingControlsIn: "application/soap+xml; \(parameter)"))
            request.body = encode(envelope("http://www.w3.org/2003/05/soap-envelope"))
        case .declared:
            request.fields.append("Content-Type", "application/soap+xml")
            request.body = encode(
                "<?xml version=\"1.0\" encoding=\"\(charset)\"?>\n" + envelope("http://www.w3.org/2003/05/soap-envelope"))
        case .form, .escapedForm:
            request.path = "/stage.asmx/Join"
            request.fields.append(
                "Content-Type", HTTPFieldValue(replacingControlsIn: "application/x-www-form-urlencoded; \(parameter)"))
            let escapes = kind == .escapedForm
            request.body = [("first", first), ("second", second)].map { name, value in
                Array("\(name)=".utf8) + encode(value).flatMap { escapes || Self.reserved.contains($0) ? Self.escaped($0) : [$0] }
            }.joined(separator: Array("&".utf8)).map { $0 }
        }
        return request
    }

    private func envelope(_ namespace: String) -> String {
        let text = first.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        let section = second.replacing("]]>", with: "]] >")
        return """
            <s:Envelope xmlns:s="\(namespace)"><s:Body><Join xmlns="urn:stage/"><first>\(text)</first>\
            <second note="\(second.filter(\.isLetter))"><![CDATA[\(section)]]></second></Join></s:Body></s:Envelope>
            """
    }

    private static let reserved = Set("%&+=".utf8)

    private static func escaped(_ byte: UInt8) -> [UInt8] {
        Array("%\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8)
    }
}

/// From texts to an encoding: the C library's way there, while the server asks it for the way back.
private final class Encoder {
    /// Characters that the encoding has, each as one unit.
    private(set) var characters: [Character] = []
    private let converter: iconv_t

    init?(_ charset: String) {
        converter = iconv_open(charset, "UTF-8")
        if Int(bitPattern: converter) == -1 { return nil }
        let ranges: [ClosedRange<UInt32>] = [0x20...0x7E, 0xA0...0x17F, 0x370...0x6FF, 0xE01...0xE5B, 0x1E00...0x1EFF, 0x2010...0x2122]
        let unit = charset.hasPrefix("UTF-16") ? 2 : 1
        characters = ranges.flatMap { $0 }.compactMap(Unicode.Scalar.init).map(Character.init)
            .filter { converted(String($0))?.count == unit }
    }

    deinit {
        iconv_close(converter)
    }

    func bytes(_ text: String) -> [UInt8] {
        // One by one, so that no converter joins or parts them.
        text.unicodeScalars.flatMap { converted(String($0)) ?? [] }
    }

    private func converted(_ text: String) -> [UInt8]? {
        var input = text.utf8.map(CChar.init(bitPattern:))
        var output = [UInt8](repeating: 0, count: 16)
        let left = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBytes { output in
                var (source, sourceLeft) = (input.baseAddress, input.count)
                var (target, targetLeft) = (output.baseAddress?.assumingMemoryBound(to: CChar.self), output.count)
                iconv(converter, nil, nil, nil, nil)
                return iconv(converter, &source, &sourceLeft, &target, &targetLeft) == 0 ? targetLeft : nil
            }
        }
        return left.map { Array(output.dropLast($0)) }
    }
}

/// A small generator with a fixed course, so that a failure comes again.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
