extension XMLWriter {
    /// Writes a copy of a parsed element with its attributes and content, but without comments and processing
    /// instructions.
    ///
    /// The copy's outermost tag declares every namespace that was in scope, used or not, because names in content
    /// (`xsi:type="xsd:int"`) may need them. If the element has no default namespace, the copy undeclares the one at
    /// its new place.
    public mutating func copy(_ element: XMLElement) {
        startCopy(of: element)
        var declared: [String] = []
        var ancestor: XMLElement? = element
        while let current = ancestor {
            for (prefix, name) in current.namespaceDeclarations where !declared.contains(prefix) {
                declared.append(prefix)
                declare(prefix, name)
            }
            ancestor = current.parent
        }
        if !declared.contains("") { attribute("xmlns", "") }
        copyContent(of: element)
        end()
    }

    private mutating func copyNested(_ element: XMLElement) {
        startCopy(of: element)
        for (prefix, name) in element.namespaceDeclarations { declare(prefix, name) }
        copyContent(of: element)
        end()
    }

    private mutating func startCopy(of element: XMLElement) {
        let record = element.record
        start(element.storage.sourceText(record.start + 1, Int(record.nameLength)))
    }

    private mutating func declare(_ prefix: String, _ name: String) {
        guard !prefix.isEmpty else { return attribute("xmlns", name) }
        // XML 1.0 cannot undeclare a prefix, so no parsed document does.
        guard !name.isEmpty else { return }
        attribute("xmlns:\(prefix)", name)
    }

    /// Copies attributes, text and child elements. Recursive; the depth is that of the document, which
    /// ``XMLLimits/depth`` bounds.
    private mutating func copyContent(of element: XMLElement) {
        for record in element.attributeRecords {
            attribute(
                element.storage.sourceText(record.nameStart, Int(record.nameLength)), element.storage.decodedText(record.value))
        }
        for part in element.content {
            switch part {
            case .text(let range): text(element.storage.decodedText(range))
            case .element(let child): copyNested(child)
            }
        }
    }
}
