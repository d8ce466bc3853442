import XML

/// Writes a contract that people can read too: one element on each line, indented by two spaces.
struct ContractWriter {
    private var xml = XMLWriter(capacity: 16 * 1024)
    private var depth = 0
    /// Whether each open element has child elements. Its end tag is then on a line of its own.
    private var hasChildren = [false]

    init() {
        xml.declaration()
    }

    /// Writes an element with the output of `content`. An attribute that is nil is omitted.
    mutating func element(
        _ name: String, _ attributes: KeyValuePairs<String, String?> = [:], content: (inout ContractWriter) -> Void = { _ in }
    ) {
        breakLine()
        xml.start(name)
        for case (let name, let value?) in attributes { xml.attribute(name, value) }
        depth += 1
        hasChildren.append(false)
        content(&self)
        depth -= 1
        if hasChildren.popLast() ?? false { newLine() }
        xml.end()
    }

    /// Writes an element with text.
    mutating func element(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], text: String) {
        breakLine()
        xml.start(name)
        for (name, value) in attributes { xml.attribute(name, value) }
        xml.text(text)
        xml.end()
    }

    /// Returns the document, with a line end after the last line.
    consuming func finish() -> [UInt8] {
        var bytes = xml.finish()
        bytes.append(0x0A)
        return bytes
    }

    private mutating func breakLine() {
        if !hasChildren.isEmpty { hasChildren[hasChildren.count - 1] = true }
        newLine()
    }

    private mutating func newLine() {
        if depth == 0 {
            xml.raw([0x0A])
        } else {
            xml.text("\n" + String(repeating: "  ", count: depth))
        }
    }
}
