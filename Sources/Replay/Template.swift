import HTTP
import JSON

/// A text of a recorded message that may contain placeholders.
///
/// `{{any}}`, `{{guid}}`, `{{hex32}}` and `{{int}}` match values that differ from run to run. `{{name=guid}}` matches
/// in the same way and captures the value under the name. `{{name}}` is replaced by the captured value, `{{secret:name}}`
/// by a value that is given beside the recording, and `{{base}}` by the address of the server. Every other pair of braces
/// is plain text.
struct Template {
    /// What a placeholder matches.
    enum Kind: String, CaseIterable {
        /// Any text, as short as possible.
        case any
        /// A GUID in the 8-4-4-4-12 form, in either letter case.
        case guid
        /// 32 hexadecimal digits in either letter case.
        case hex32
        /// Decimal digits, with an optional minus in front.
        case int
    }

    enum Part: Equatable {
        case literal([UInt8])
        case open(Kind, keptAs: String?)
        case kept(String)
    }

    let parts: [Part]

    init(_ text: some StringProtocol) {
        self.init(Array(text.utf8))
    }

    /// Creates a template without placeholders.
    init(literally text: String) {
        parts = text.isEmpty ? [] : [.literal(Array(text.utf8))]
    }

    init(_ text: [UInt8]) {
        var parts: [Part] = []
        var literal: [UInt8] = []
        var rest = text[...]
        while let byte = rest.first {
            if byte == UInt8(ascii: "{"), let (part, end) = Self.placeholder(rest) {
                if !literal.isEmpty { parts.append(.literal(literal)) }
                literal = []
                parts.append(part)
                rest = rest[end...]
            } else {
                literal.append(byte)
                rest = rest.dropFirst()
            }
        }
        if !literal.isEmpty { parts.append(.literal(literal)) }
        self.parts = parts
    }

    /// Returns the placeholder that a text begins with, and where it ends.
    private static func placeholder(_ text: ArraySlice<UInt8>) -> (Part, end: Int)? {
        let brace = UInt8(ascii: "{"), closing = UInt8(ascii: "}")
        guard text.starts(with: [brace, brace]) else { return nil }
        let content = text.dropFirst(2).prefix { $0 != closing && $0 != brace }
        let end = content.endIndex
        guard !content.isEmpty, text[end...].starts(with: [closing, closing]) else { return nil }
        let halves = String(decoding: content, as: UTF8.self).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = halves.first.map(String.init), isName(name) else { return nil }
        if halves.count == 2 {
            guard let kind = Kind(rawValue: String(halves[1])) else { return nil }
            return (.open(kind, keptAs: name), end + 2)
        }
        return (Kind(rawValue: name).map { .open($0, keptAs: nil) } ?? .kept(name), end + 2)
    }

    /// The text as the recording has it, with its placeholders.
    var written: String {
        parts.map { part in
            switch part {
            case .literal(let bytes): String(decoding: bytes, as: UTF8.self)
            case .kept(let name): "{{\(name)}}"
            case .open(let kind, let name): "{{\(name.map { "\($0)=" } ?? "")\(kind.rawValue)}}"
            }
        }.joined()
    }

    private static func isName(_ text: String) -> Bool {
        let name = text.hasPrefix(Captures.secretPrefix) ? text.dropFirst(Captures.secretPrefix.count) : text[...]
        return !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}

/// The values captured from earlier answers, by name, and those that are given beside the recording.
struct Captures {
    /// What the names of given secrets begin with.
    static let secretPrefix = "secret:"
    /// The name of the server's address.
    static let base = "base"

    private var values: [String: [UInt8]] = [:]

    init() {}

    /// Creates the values before the first case: the address of the server, and secrets by name.
    init(base: String, secrets: [String: String]) {
        values[Self.base] = Array(base.utf8)
        for (name, value) in secrets { values[Self.secretPrefix + name] = Array(value.utf8) }
    }

    /// Returns why a name has no value, as the end of a sentence about it.
    static func whyMissing(_ name: String) -> String {
        name.hasPrefix(secretPrefix) ? "has no value; give it beside the recording" : "was captured by no earlier case"
    }

    subscript(name: String) -> [UInt8]? {
        get { values[name] }
        set { values[name] = newValue }
    }
}

extension Template {
    /// How a value is spelled at a place of a request.
    enum Spelling {
        /// As it is.
        case plain
        /// In a query or a form.
        case percent
        /// In the text of an element or an attribute.
        case xml
        /// In a string.
        case json

        func bytes(of value: [UInt8]) -> [UInt8] {
            let text = String(decoding: value, as: UTF8.self)
            switch self {
            case .plain: return value
            case .percent: return Array(PercentEncoding.encode(text).utf8)
            case .xml:
                return value.flatMap { byte -> [UInt8] in
                    switch byte {
                    case UInt8(ascii: "&"): Array("&amp;".utf8)
                    case UInt8(ascii: "<"): Array("&lt;".utf8)
                    case UInt8(ascii: ">"): Array("&gt;".utf8)
                    case UInt8(ascii: "\""): Array("&quot;".utf8)
                    case UInt8(ascii: "'"): Array("&#39;".utf8)
                    default: [byte]
                    }
                }
            case .json: return Array(JSON.string(text).bytes.dropFirst().dropLast())
            }
        }
    }

    /// Returns the text with values filled in, spelled as the place needs it. Throws if a name has no value, or if the text contains
    /// a placeholder that only an answer can fill.
    func filled(with captures: Captures, spelled spelling: Spelling = .plain) throws(ReplayError) -> [UInt8] {
        var text: [UInt8] = []
        for part in parts {
            switch part {
            case .literal(let bytes): text += bytes
            case .kept(let name):
                guard let value = captures[name] else { throw ReplayError("{{\(name)}} \(Captures.whyMissing(name))") }
                text += name == Captures.base ? value : spelling.bytes(of: value)
            case .open(let kind, _): throw ReplayError("{{\(kind.rawValue)}} cannot be sent: a request needs a value there")
            }
        }
        return text
    }
}
