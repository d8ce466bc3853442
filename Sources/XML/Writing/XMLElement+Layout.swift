extension XMLElement {
    /// The element in a layout that is the same for all documents with the same content: one element on each line, two spaces for each level.
    ///
    /// It is for people who compare documents, and is not the document itself. Where a document's author has a choice, the layout has none:
    /// - Names have no prefix. `xmlns` says the namespace where it differs from that of the element around.
    /// - Attributes are in the order of their names, those without a namespace first. The namespace of another one is in front of its name
    ///   in braces, and so is that of the name in `xsi:type`.
    /// - White space between elements, comments, processing instructions and the XML declaration are left out.
    public var comparableLayout: String {
        var lines: [String] = []
        appendLines(to: &lines, depth: 0, in: "")
        return lines.joined(separator: "\n")
    }

    /// Recursive; the depth is that of the document, which ``XMLLimits/depth`` bounds.
    private func appendLines(to lines: inout [String], depth: Int, in outer: String) {
        let margin = String(repeating: "  ", count: depth)
        var tag = localName
        if namespace != outer { tag += " xmlns=\"\(Self.escaped(namespace, for: .attribute))\"" }
        let sorted = attributes.sorted { ($0.name.namespace, $0.name.local) < ($1.name.namespace, $1.name.local) }
        for (name, value) in sorted { tag += " \(name)=\"\(Self.escaped(resolved(value, of: name), for: .attribute))\"" }
        guard hasElementChildren else {
            let text = Self.escaped(text, for: .text)
            lines.append(text.isEmpty ? "\(margin)<\(tag)/>" : "\(margin)<\(tag)>\(text)</\(localName)>")
            return
        }
        lines.append("\(margin)<\(tag)>")
        for part in content {
            switch part {
            case .element(let child): child.appendLines(to: &lines, depth: depth + 1, in: namespace)
            case .text(let range) where storage.isBlank(range): break
            case .text(let range): lines.append("\(margin)  \(Self.escaped(storage.decodedText(range), for: .text))")
            }
        }
        lines.append("\(margin)</\(localName)>")
    }

    /// Returns the value of an attribute, with the namespace in the place of the prefix if it is the name of a type.
    private func resolved(_ value: String, of name: XMLName) -> String {
        guard name == XMLName("type", in: "http://www.w3.org/2001/XMLSchema-instance") else { return value }
        let parts = value.split(separator: ":", maxSplits: 1).map(String.init)
        guard let local = parts.last, let namespace = namespace(forPrefix: parts.count == 2 ? parts[0] : "") else { return value }
        return "\(XMLName(local, in: namespace))"
    }

    private static func escaped(_ text: String, for context: EscapingContext) -> String {
        var writer = XMLWriter(capacity: text.utf8.count)
        writer.appendEscaped(text, for: context)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
