/// Lays XML out for a reader: an element a line, two blanks for each level, long start tags with an attribute a line.
///
/// Only for what an ``XMLWriter`` wrote: it escapes every `>` that ends no tag. Elements hold either elements or text, as all messages here do.
enum XMLLayout {
    /// The longest line that half of a page has room for; start tags that would be longer are broken.
    private static let longestLine = 60

    static func indented(_ bytes: [UInt8]) -> String {
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

    /// A long tag with each attribute on a line of its own. Attributes' values hold quotation marks only as references.
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
