import Text

/// Masks the secret values in XML, whether it is well-formed or not. Markup stays as it is, but for names that are not shown.
package struct XMLMask {
    private let names: SecretNames
    /// Whether all values are masked, because nobody could read the message.
    private let losesValues: Bool
    package private(set) var hidden = HiddenTexts()
    private var output: [UInt8] = []
    /// Whether something was put in the place of a value.
    private var replacesAny = false
    /// What takes the place of secrets.
    private let substitute: SecretSubstitute
    /// The secrecy of the open elements, with their names.
    private var open: [(secrecy: SecretNames.Secrecy, name: ArraySlice<UInt8>)] = []
    /// How many of them make everything inside secret.
    private var secretAncestors: Int
    /// Whether this is the mask of a document in a text of another one.
    private var isNested = false

    /// Creates a mask. If the message as a whole is secret, everything in it is.
    package init(_ names: SecretNames, losesValues: Bool, isSecret: Bool = false, substitute: SecretSubstitute = .mark) {
        self.names = names
        self.substitute = substitute
        secretAncestors = isSecret ? 1 : 0
        self.losesValues = losesValues
    }

    /// Returns a document with masked values.
    package mutating func mask(_ bytes: [UInt8]) -> [UInt8] {
        output.reserveCapacity(bytes.count)
        var rest = bytes[...]
        while let byte = rest.first {
            if byte == UInt8(ascii: "<") {
                rest = markup(rest)
            } else {
                let text = rest.prefix { $0 != UInt8(ascii: "<") }
                value(text, secrecyHere, named: nameHere)
                rest = rest[text.endIndex...]
            }
        }
        return output
    }

    /// How secret a text is that begins here.
    private var secrecyHere: SecretNames.Secrecy {
        secretAncestors > 0 ? .everything : open.last?.secrecy ?? names.secrecyOfLoneValue
    }

    /// The name of the innermost open element.
    private var nameHere: ArraySlice<UInt8> { open.last?.name ?? [] }

    private mutating func enter(_ secrecy: SecretNames.Secrecy, _ name: ArraySlice<UInt8>) {
        open.append((secrecy, name))
        if secrecy == .everything { secretAncestors += 1 }
    }

    private mutating func leave() {
        if open.popLast()?.secrecy == .everything { secretAncestors -= 1 }
    }

    /// Writes the markup at the beginning of some bytes and returns what follows it.
    private mutating func markup(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        if Self.begins(bytes, "<!--") { return enclosed(bytes, "<!--", "-->", .value) }
        if Self.begins(bytes, "<![CDATA[") {
            return enclosed(bytes, "<![CDATA[", "]]>", secrecyHere, named: nameHere, isVerbatim: true)
        }
        if Self.begins(bytes, "<?xml ") { return declaration(bytes) }
        if Self.begins(bytes, "<?") { return enclosed(bytes, "<?", "?>", .value) }
        if Self.begins(bytes, "<!") { return enclosed(bytes, "<!", ">", .value) }
        if Self.begins(bytes, "</") {
            let name = bytes.dropFirst(2).prefix { $0 != UInt8(ascii: ">") && !Self.isSpace($0) }
            output.append(contentsOf: "</".utf8)
            write(name: name)
            leave()
            return bytes[name.endIndex...].first == UInt8(ascii: ">") ? closing(bytes[name.endIndex...]) : bytes[name.endIndex...]
        }
        let name = bytes.dropFirst().prefix { !Self.endsName($0) }
        guard let first = name.first, first != UInt8(ascii: "<") else {
            output.append(UInt8(ascii: "<"))
            return bytes.dropFirst()
        }
        output.append(UInt8(ascii: "<"))
        write(name: name)
        return attributes(bytes[name.endIndex...], of: names.secrecy(of: String(decoding: name, as: UTF8.self)), name)
    }

    private mutating func closing(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        output.append(UInt8(ascii: ">"))
        return bytes.dropFirst()
    }

    /// Writes the attributes and the end of a start tag, and returns what follows it.
    private mutating func attributes(
        _ bytes: ArraySlice<UInt8>, of secrecy: SecretNames.Secrecy, _ name: ArraySlice<UInt8>
    ) -> ArraySlice<UInt8> {
        var rest = bytes
        while let byte = rest.first {
            switch byte {
            case UInt8(ascii: ">"):
                enter(secrecy, name)
                return closing(rest)
            case UInt8(ascii: "/") where rest.dropFirst().first == UInt8(ascii: ">"):
                output.append(byte)
                return closing(rest.dropFirst())
            case UInt8(ascii: "<"):
                // The tag has no end.
                enter(secrecy, name)
                return rest
            case UInt8(ascii: "/"), UInt8(ascii: "="):
                output.append(byte)
                rest = rest.dropFirst()
            case _ where Self.isSpace(byte):
                output.append(byte)
                rest = rest.dropFirst()
            default: rest = attribute(rest, ofSecretElement: secretAncestors > 0 || secrecy == .everything)
            }
        }
        return rest
    }

    /// Writes a name with its prefix, or marks in the place of what nobody knows.
    /// `isPrefix` is true if the local part is a prefix, as in `xmlns:soap`.
    private mutating func write(name: ArraySlice<UInt8>, isPrefix: Bool = false) {
        guard names.hidesUndeclared else { return output.append(contentsOf: name) }
        var local = name
        if let colon = name.firstIndex(of: UInt8(ascii: ":")) {
            write(part: name[..<colon], isPrefix: true)
            output.append(UInt8(ascii: ":"))
            local = name[colon...].dropFirst()
        }
        write(part: local, isPrefix: isPrefix)
    }

    private mutating func write(part: ArraySlice<UInt8>, isPrefix: Bool) {
        let text = String(decoding: part, as: UTF8.self)
        let isKnown = isPrefix ? KnownNames.has(prefix: text) : names.shows(text)
        guard !part.isEmpty, !isKnown else { return output.append(contentsOf: part) }
        hidden.names.append(text)
        output.append(contentsOf: SecretNames.mark.utf8)
    }

    /// Writes the declaration at the beginning of a document, and returns what follows it. It is shown only if a caller has put nothing else into
    /// it.
    private mutating func declaration(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let content = bytes.dropFirst(6)
        let end = Self.find(Array("?>".utf8), in: content) ?? content.endIndex
        let words = String(decoding: content[..<end], as: UTF8.self).split { $0.isWhitespace || "='\"".contains($0) }
        let isKnown = words.allSatisfy { word in
            ["version", "encoding", "standalone", "yes", "no", "1.0", "1.1"].contains(word) || Charset(named: String(word)) != nil
        }
        return enclosed(bytes, "<?xml ", "?>", isKnown || !names.hidesUndeclared ? .none : .value, isValue: false)
    }

    /// Writes an attribute and returns what follows it. An attribute of an element in which everything is secret
    /// is secret too, unless it concerns XML itself.
    private mutating func attribute(_ bytes: ArraySlice<UInt8>, ofSecretElement isOfSecret: Bool) -> ArraySlice<UInt8> {
        let isQuote = { (byte: UInt8) in byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }
        let name = bytes.prefix { !Self.endsName($0) && $0 != UInt8(ascii: "=") && !isQuote($0) }
        let title = String(decoding: name, as: UTF8.self)
        let isNamespace = title == "xmlns" || title.hasPrefix("xmlns:")
        write(name: name, isPrefix: isNamespace)
        let gap = bytes[name.endIndex...].prefix { Self.isSpace($0) || $0 == UInt8(ascii: "=") }
        output.append(contentsOf: gap)
        let rest = bytes[gap.endIndex...]
        guard let quote = rest.first, isQuote(quote) else {
            // A lone value without quotes is no XML.
            guard gap.contains(UInt8(ascii: "=")) else { return name.isEmpty && gap.isEmpty ? rest.dropFirst() : rest }
            let text = rest.prefix { !Self.endsName($0) }
            value(text, .value, named: name)
            return rest[text.endIndex...]
        }
        output.append(quote)
        let text = rest.dropFirst().prefix { $0 != quote }
        let content = String(decoding: text, as: UTF8.self)
        if isNamespace {
            value(text, names.shows(namespace: content) ? .none : .undeclared, named: name, keeps: true)
        } else if ProtocolNames.isConstant(title, content, names.known) {
            value(text, .none, named: name, keeps: true)
        } else {
            let isOfXML = title.hasPrefix("xml:") || title.hasPrefix("xsi:")
            value(text, isOfSecret && !isOfXML ? .value : names.secrecy(of: title), named: name)
        }
        guard text.endIndex < rest.endIndex else { return rest[text.endIndex...] }
        output.append(quote)
        return rest[text.endIndex...].dropFirst()
    }

    /// Writes what is between two marks and returns what follows the second.
    private mutating func enclosed(
        _ bytes: ArraySlice<UInt8>, _ start: StaticString, _ end: String, _ secrecy: SecretNames.Secrecy,
        named name: ArraySlice<UInt8> = [], isValue: Bool = true, isVerbatim: Bool = false
    ) -> ArraySlice<UInt8> {
        let content = bytes.dropFirst(start.utf8CodeUnitCount)
        let range = Self.find(Array(end.utf8), in: content)
        let text = content[..<(range ?? content.endIndex)]
        start.withUTF8Buffer { output.append(contentsOf: $0) }
        value(text, secrecy, named: name, keeps: !isValue, isVerbatim: isVerbatim)
        guard let range else { return content[content.endIndex...] }
        output.append(contentsOf: end.utf8)
        return content[range...].dropFirst(end.utf8.count)
    }

    /// Writes a text or a mark in its place. White space is no value. A text that is not secret may be a document of its own.
    private mutating func value(
        _ text: ArraySlice<UInt8>, _ secrecy: SecretNames.Secrecy, named name: ArraySlice<UInt8>, keeps: Bool = false,
        isVerbatim: Bool = false
    ) {
        let content = secrecy == .none ? "" : XMLSpelling.decoded(String(decoding: text, as: UTF8.self))
        guard losesValues && !keeps || secrecy.hides(content), text.contains(where: { !Self.isSpace($0) }) else {
            output.append(contentsOf: withoutSecrets(ofDocument: text, isVerbatim) ?? XMLSpelling.withoutReferences(text))
            return
        }
        guard let mark = substitute.text(for: content, named: name, secrecy, isVerbatim: isVerbatim) else {
            output.append(contentsOf: XMLSpelling.withoutReferences(text))
            return
        }
        replacesAny = true
        hidden.add(content, secrecy)
        output.append(contentsOf: mark.utf8)
    }

    /// Returns a text that is a document, in CDATA or with entities in the place of its markup, with masks in it. Nil if it is none, or has
    /// no secret. Some clients send records in this way.
    private mutating func withoutSecrets(ofDocument text: ArraySlice<UInt8>, _ isVerbatim: Bool) -> ArraySlice<UInt8>? {
        guard !isNested, text.contains(UInt8(ascii: isVerbatim ? "<" : "&")) else { return nil }
        let document = isVerbatim ? Array(text) : Array(XMLSpelling.decoded(String(decoding: text, as: UTF8.self)).utf8)
        guard document.contains(UInt8(ascii: "<")) else { return nil }
        // The text is the value of a declared name, or of any if all are shown.
        var mask = XMLMask(names.showingUndeclared, losesValues: false, substitute: substitute)
        mask.isNested = true
        let masked = mask.mask(document)
        guard mask.replacesAny else { return nil }
        hidden.secrets += mask.hidden.secrets
        replacesAny = true
        return isVerbatim ? masked[...] : Array(XMLSpelling.escaped(String(decoding: masked, as: UTF8.self)).utf8)[...]
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func endsName(_ byte: UInt8) -> Bool {
        isSpace(byte) || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "<")
    }

    private static func begins(_ bytes: ArraySlice<UInt8>, _ text: StaticString) -> Bool {
        text.withUTF8Buffer { bytes.count >= $0.count && bytes.prefix($0.count).elementsEqual($0) }
    }

    private static func find(_ text: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        guard let first = text.first else { return nil }
        var index = bytes.startIndex
        while let next = bytes[index...].firstIndex(of: first) {
            if bytes[next...].prefix(text.count).elementsEqual(text) { return next }
            index = next + 1
        }
        return nil
    }
}

/// How XML spells characters in text.
package enum XMLSpelling {
    private static let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#39;", "'"), ("&amp;", "&")]

    /// Returns a text without the five entities and without white space at its ends.
    package static func decoded(_ text: String) -> String {
        var text = text
        if text.utf8.contains(UInt8(ascii: "&")) {
            text = String(decoding: withoutReferences(Array(text.utf8)[...]), as: UTF8.self)
            for (entity, character) in entities { text = text.replacing(entity, with: character) }
        }
        let trimmed = text.utf8.drop { $0 <= 0x20 }.reversed().drop { $0 <= 0x20 }.reversed()
        return String(decoding: Array(trimmed), as: UTF8.self)
    }

    /// Returns a text with the characters in the place of references such as `&#83;` and `&#x53;`, as far as they are printable and no
    /// markup. A secret could otherwise be spelled in more ways than can be looked for.
    package static func withoutReferences(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard text.contains(UInt8(ascii: "&")) else { return text }
        var output: [UInt8] = []
        var rest = text
        while let start = rest.firstIndex(of: UInt8(ascii: "&")) {
            output += rest[..<start]
            rest = rest[start...]
            let end = rest.prefix(longestReference).firstIndex(of: UInt8(ascii: ";"))
            if let end, let character = character(rest[start...end]) {
                output += Array(String(character).utf8)
                rest = rest[(end + 1)...]
            } else {
                output.append(UInt8(ascii: "&"))
                rest = rest.dropFirst()
            }
        }
        return (output + rest)[...]
    }

    /// The greatest length of a reference that means a character, with zeros in front of its number.
    private static let longestReference = 40

    /// Returns the printable character of a reference, or nil.
    private static func character(_ reference: ArraySlice<UInt8>) -> Unicode.Scalar? {
        let body = String(decoding: reference.dropFirst().dropLast(), as: UTF8.self)
        guard body.hasPrefix("#") else { return nil }
        let isHexadecimal = body.hasPrefix("#x")
        guard let number = UInt32(body.dropFirst(isHexadecimal ? 2 : 1), radix: isHexadecimal ? 16 : 10),
            let scalar = Unicode.Scalar(number), number > 0x20, number != 0x7F, !["&", "<", ">"].contains(scalar)
        else { return nil }
        return scalar
    }

    /// Returns a text with the entities that element content needs.
    static func escaped(_ text: String) -> String { replacing("<", with: "&lt;", in: replacing("&", with: "&amp;", in: text)) }

    private static func replacing(_ character: Unicode.Scalar, with entity: String, in text: String) -> String {
        ASCII.replacing(UInt8(ascii: character), with: entity, in: text)
    }

    /// Returns a text with entities, as writers spell it in element content and in attributes. The third spelling suits both.
    package static func encoded(_ text: String) -> [String] {
        let content = escaped(text)
        let strict = replacing(">", with: "&gt;", in: content)
        let quoted = replacing("\"", with: "&quot;", in: strict)
        return [content, strict, quoted, replacing("'", with: "&apos;", in: quoted), replacing("'", with: "&#39;", in: quoted)]
    }
}
