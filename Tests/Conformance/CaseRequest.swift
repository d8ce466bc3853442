import HTTP

/// The request of a case, as the whole HTTP message that is sent.
struct CaseRequest: Sendable {
    let method: String
    /// Path and query as on the request line.
    let target: String
    /// The lines of the head behind the request line.
    let fieldLines: [String]
    let body: [UInt8]

    /// How the body's bytes are made of the text in the file.
    enum BodyForm {
        case utf8, utf8WithMark
        case utf16(littleEndian: Bool, mark: Bool)
        case latin1
        /// UTF-8 in which `\xHH` stands for a byte and `\u{…}` for a character.
        case escaped

        init(_ head: CaseReader.Head) throws(CaseFile.Malformed) {
            if let value = head["body-escapes"] {
                guard value == "yes", head["body-encoding"] == nil else {
                    throw head.malformed("body-escapes", "can only be yes, and stands alone")
                }
                self = .escaped
                return
            }
            switch head["body-encoding"] {
            case nil, "utf-8": self = .utf8
            case "utf-8-bom": self = .utf8WithMark
            case "utf-16le": self = .utf16(littleEndian: true, mark: false)
            case "utf-16le-bom": self = .utf16(littleEndian: true, mark: true)
            case "utf-16be": self = .utf16(littleEndian: false, mark: false)
            case "utf-16be-bom": self = .utf16(littleEndian: false, mark: true)
            case "iso-8859-1": self = .latin1
            default: throw head.malformed("body-encoding", "is not known")
            }
        }

        func bytes(_ text: String) -> [UInt8]? {
            switch self {
            case .utf8: return Array(text.utf8)
            case .utf8WithMark: return [0xEF, 0xBB, 0xBF] + text.utf8
            case .utf16(let littleEndian, let mark):
                return ((mark ? [0xFEFF] : []) + Array(text.utf16)).flatMap { unit in
                    let pair = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
                    return littleEndian ? pair.reversed() : pair
                }
            case .latin1:
                let scalars = text.unicodeScalars
                return scalars.allSatisfy { $0.value < 256 } ? scalars.map { UInt8($0.value) } : nil
            case .escaped: return Self.unescaped(text)
            }
        }

        private static func unescaped(_ text: String) -> [UInt8]? {
            var bytes: [UInt8] = []
            var rest = Substring(text)
            while let character = rest.popFirst() {
                guard character == "\\" else {
                    bytes.append(contentsOf: String(character).utf8)
                    continue
                }
                switch rest.popFirst() {
                case "x":
                    guard let byte = UInt8(rest.prefix(2), radix: 16) else { return nil }
                    bytes.append(byte)
                    rest = rest.dropFirst(2)
                case "u":
                    let digits = rest.dropFirst().prefix { $0 != "}" }
                    guard let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) else { return nil }
                    bytes.append(contentsOf: String(Character(scalar)).utf8)
                    rest = rest.dropFirst(digits.count + 2)
                default: return nil
                }
            }
            return bytes
        }
    }

    init(_ section: CaseReader.Section, _ form: BodyForm) throws(CaseFile.Malformed) {
        // Empty lines around a section lay the file out; an empty line inside ends the message's head.
        let lines = section.lines.drop(while: \.isEmpty)
        let words = (lines.first ?? "").split(separator: " ")
        guard words.count == 3, words[2] == "HTTP/1.1" else { throw section.malformed("a request begins with `METHOD target HTTP/1.1`") }
        method = String(words[0])
        target = String(words[1])
        let fields = lines.dropFirst().prefix { !$0.isEmpty }
        for field in fields where keyed(field) == nil { throw section.malformed("`\(field)` is no field") }
        fieldLines = fields.map(String.init)
        var text = lines.dropFirst(fields.count + 2)
        while text.last?.isEmpty == true { text.removeLast() }
        guard let bytes = form.bytes(text.joined(separator: "\n")) else { throw section.malformed("the body cannot be written so") }
        body = bytes
    }

    /// The request as a server hands it to a handler.
    var parsed: HTTPRequest {
        let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        var fields = HTTPFields()
        for line in fieldLines {
            guard let (name, value) = keyed(Substring(line)), let value = HTTPFieldValue(value) else { continue }
            fields.append(name: name, value)
        }
        return HTTPRequest(method: method, path: halves.first ?? "", query: halves.count > 1 ? halves[1] : nil, fields: fields, body: body)
    }

    /// The request as it goes over a connection, with one field more and the body's length.
    func bytes(with field: String) -> [UInt8] {
        var head = (["\(method) \(target) HTTP/1.1"] + fieldLines + [field]).joined(separator: "\r\n")
        if !body.isEmpty || method == "POST" { head += "\r\nContent-Length: \(body.count)" }
        return Array("\(head)\r\n\r\n".utf8) + body
    }
}
