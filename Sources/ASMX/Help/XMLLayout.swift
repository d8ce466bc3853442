/// Formats XML for readers: one element on each line, two spaces for each level, and in long start tags one attribute
/// on each line.
///
/// Use it only for the output of an ``XMLWriter``, which escapes every `>` that does not end a tag. Elements contain
/// either elements or text, as in all messages here.
package enum XMLLayout {
    /// The longest line that fits half of a page, in characters. Longer start tags are broken.
    private static let longestLine = 60

    /// Returns the text of a document, indented.
    package static func indented(_ bytes: [UInt8]) -> String {
        var lines = ""
        var depth = 0
        var lastOpened = false
        var rest = bytes[...]
        while let first = rest.first {
            guard first == UInt8(ascii: "<") else {
                let text = rest.prefix { $0 != UInt8(ascii: "<") }
                lines += String(decoding: text, as: UTF8.self)
                rest = rest.dropFirst(text.count)
                continue
            }
            let tag = rest.prefix { $0 != UInt8(ascii: ">") } + [UInt8(ascii: ">")]
            rest = rest.dropFirst(tag.count)
            let text = String(decoding: tag, as: UTF8.self)
            if text.hasPrefix("</") {
                depth = max(0, depth - 1)
                if !lastOpened { lines += newLine(depth) }
                lines += text
                lastOpened = false
            } else {
                if !lines.isEmpty { lines += newLine(depth) }
                lines += broken(text, depth)
                lastOpened = !text.hasSuffix("/>") && !text.hasPrefix("<?")
                if lastOpened { depth += 1 }
            }
        }
        return lines
    }

    private static func newLine(_ depth: Int) -> String {
        "\n" + String(repeating: "  ", count: depth)
    }

    /// Returns a long tag with each attribute on its own line. Attribute values contain quotation marks only as
    /// references.
    private static func broken(_ tag: String, _ depth: Int) -> String {
        guard 2 * depth + tag.count > longestLine, !tag.hasPrefix("<?") else { return tag }
        let isEmpty = tag.hasSuffix(" />")
        var result = ""
        var isInValue = false
        for character in tag.dropLast(isEmpty ? 3 : 0) {
            if character == "\"" { isInValue.toggle() }
            if character == " " && !isInValue {
                result += newLine(depth + 2)
            } else {
                result.append(character)
            }
        }
        return isEmpty ? result + " />" : result
    }
}
