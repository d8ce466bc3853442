import JSON

/// Masks the secret values in JSON, whether it is well-formed or not. Punctuation stays as it is, and so do keys that are shown.
package struct JSONMask {
    private let names: SecretNames
    private let losesValues: Bool
    package private(set) var hidden = HiddenTexts()
    private var output: [UInt8] = []
    /// What takes the place of secrets.
    private let substitute: SecretSubstitute
    /// How secret the open objects and arrays are, with their names. In an object the keys decide, unless it is secret as a whole.
    private var open: [(secrecy: SecretNames.Secrecy, name: ArraySlice<UInt8>)] = []
    /// How secret the next value is because of its key. Nil if it has none.
    private var next: SecretNames.Secrecy?
    /// The name of the next value.
    private var nextName: ArraySlice<UInt8> = []

    /// Creates a mask. A lone value has no name; `lone` says how secret it is.
    package init(_ names: SecretNames, losesValues: Bool, lone: SecretNames.Secrecy = .none, substitute: SecretSubstitute = .mark) {
        self.names = names
        self.substitute = substitute
        next = lone.isReplaced ? lone : nil
        if lone.isReplaced { nextName = Array("result".utf8)[...] }
        self.losesValues = losesValues
    }

    /// Returns a text with masked values.
    package mutating func mask(_ bytes: [UInt8]) -> [UInt8] {
        output.reserveCapacity(bytes.count)
        var rest = bytes[...]
        while let byte = rest.first {
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                open.append((secrecyHere, nextName))
                next = nil
                output.append(byte)
                rest = rest.dropFirst()
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if !open.isEmpty { open.removeLast() }
                next = nil
                output.append(byte)
                rest = rest.dropFirst()
            case UInt8(ascii: ","):
                next = nil
                output.append(byte)
                rest = rest.dropFirst()
            case UInt8(ascii: ":"), 0x20, 0x09, 0x0A, 0x0D:
                output.append(byte)
                rest = rest.dropFirst()
            case UInt8(ascii: "\""): rest = string(rest)
            default:
                let text = rest.prefix { !Self.isPunctuation($0) }
                value(text, quote: false)
                rest = rest[text.endIndex...]
            }
        }
        return output
    }

    /// How secret a value is that begins here.
    private var secrecyHere: SecretNames.Secrecy {
        if let last = open.last, last.secrecy.isSecret { return last.secrecy }
        return next ?? open.last?.secrecy ?? names.secrecyOfLoneValue
    }

    /// Writes a string, which is a key or a value, and returns what follows it.
    private mutating func string(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var end = bytes.startIndex + 1
        while end < bytes.endIndex, bytes[end] != UInt8(ascii: "\"") { end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1 }
        let text = bytes[(bytes.startIndex + 1)..<min(end, bytes.endIndex)]
        guard end < bytes.endIndex else {
            // It has no end.
            value(text, quote: true)
            return bytes[bytes.endIndex...]
        }
        let rest = bytes[(end + 1)...]
        let follower = rest.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        if follower == UInt8(ascii: ":") {
            let key = JSONSpelling.decoded(text)
            if names.shows(key) {
                output.append(contentsOf: bytes[bytes.startIndex...end])
            } else {
                hidden.names.append(key)
                output.append(contentsOf: "\"\(SecretNames.mark)\"".utf8)
            }
            if open.last?.secrecy.isSecret != true {
                next = names.secrecy(of: key)
                nextName = text
            }
        } else {
            value(text, quote: true)
        }
        return rest
    }

    private mutating func value(_ text: ArraySlice<UInt8>, quote: Bool) {
        let secrecy = secrecyHere
        let content = secrecy == .none ? "" : JSONSpelling.decoded(text)
        let name = open.last.flatMap { $0.secrecy.isSecret ? $0.name : nil } ?? nextName
        guard losesValues || secrecy.hides(content), !text.isEmpty,
            let mark = substitute.text(for: content, named: name, secrecy, isText: quote)
        else {
            if quote { output.append(UInt8(ascii: "\"")) }
            output.append(contentsOf: text)
            if quote { output.append(UInt8(ascii: "\"")) }
            return
        }
        hidden.add(content, secrecy)
        // A mark is a string, whatever was there.
        let isString = quote || mark == SecretNames.mark
        output.append(contentsOf: (isString ? "\"\(mark)\"" : mark).utf8)
    }

    private static func isPunctuation(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ","), UInt8(ascii: ":"),
            UInt8(ascii: "\""), 0x20, 0x09, 0x0A, 0x0D:
            true
        default: false
        }
    }
}

/// How JSON spells characters in strings.
package enum JSONSpelling {
    /// Returns the text between the quotes of a string, without its escapes.
    package static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.contains(UInt8(ascii: "\\")) else { return String(decoding: bytes, as: UTF8.self) }
        return (try? JSON.parse(Array("\"".utf8) + bytes + Array("\"".utf8), limits: .ownFile))?.string
            ?? String(decoding: bytes, as: UTF8.self)
    }

    /// Returns a text as it stands between the quotes of a string: with the escapes that are needed, and with those that
    /// cautious writers add.
    package static func encoded(_ text: String) -> [String] {
        let plain = String(decoding: JSON.string(text).bytes.dropFirst().dropLast(), as: UTF8.self)
        let ascii = plain.unicodeScalars.map { scalar in
            scalar.isASCII ? String(scalar) : scalar.utf16.map { "\\u" + Self.hexadecimal($0) }.joined()
        }
        return [plain, plain.replacing("/", with: "\\/"), ascii.joined()]
    }

    private static func hexadecimal(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
