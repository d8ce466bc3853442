public import XML

/// The parts of a message's envelope.
public struct SOAPEnvelope: Sendable {
    /// The version, determined by the envelope's namespace.
    public let version: SOAPVersion
    /// The child elements of the Header. Empty if there is no Header.
    public let headerBlocks: [SOAPHeaderBlock]
    /// The Body.
    public let body: XMLElement

    /// The first child element of the Body: the request or the answer.
    public var bodyEntry: XMLElement? { body.firstChild }

    /// Returns the parts of an envelope. Throws if the document breaks one of the rules.
    /// - Parameters:
    ///   - document: The message.
    ///   - rules: The rules to enforce. The rules without which the parts cannot be told apart are always enforced.
    public static func read(_ document: XMLDocument, rules: SOAPReadingRules = .strict) throws(SOAPReadError) -> SOAPEnvelope {
        let root = document.root
        guard let version = SOAPVersion(envelope: root) else {
            for version in SOAPVersion.allCases where root.isInNamespace(version.namespace) { throw .notAnEnvelope(version) }
            throw .unknownEnvelopeNamespace(root.namespace)
        }
        if rules.contains(.noProcessingInstructions), document.hasProcessingInstruction { throw .processingInstruction }
        let names = version.names
        var next = root.firstChild
        var header: XMLElement?
        if let first = next, first.isNamed(names.header) {
            header = first
            next = first.nextSibling
        }
        guard let body = next else { throw .noBody }
        guard body.isNamed(names.body) else {
            throw root.child(names.body) == nil ? .noBody : .misplacedElement(body.name)
        }
        let envelope = SOAPEnvelope(version: version, headerBlocks: try blocks(of: header, version, rules), body: body)
        try envelope.check(rules, root: root, header: header)
        return envelope
    }

    private static func blocks(
        of header: XMLElement?, _ version: SOAPVersion, _ rules: SOAPReadingRules
    ) throws(SOAPReadError) -> [SOAPHeaderBlock] {
        var blocks: [SOAPHeaderBlock] = []
        guard let header else { return blocks }
        for element in header.children {
            if rules.contains(.qualifiedHeaderBlocks), element.isInNamespace("") { throw .unqualifiedHeaderBlock(element.name) }
            blocks.append(try SOAPHeaderBlock(element, version: version, rules))
        }
        return blocks
    }
}

/// The rules that are optional.
extension SOAPEnvelope {
    private func check(_ rules: SOAPReadingRules, root: XMLElement, header: XMLElement?) throws(SOAPReadError) {
        if rules.contains(.qualifiedAttributes) { try checkAttributes(of: [root, header, body]) }
        if rules.contains(.nothingAfterBody) { try checkAfterBody() }
        if rules.contains(.noTextOutsideBody), root.hasNonBlankText || header?.hasNonBlankText == true { throw .textOutsideBody }
        if rules.contains(.noTextInBody), body.hasNonBlankText { throw .textInBody }
        if rules.contains(.oneBodyEntry), bodyEntry?.nextSibling != nil { throw .severalBodyEntries }
        if rules.contains(.encodingStyle), version == .v1_2 {
            for element in [root, header, body] {
                if let element, encodingStyle(of: element) != nil { throw .encodingStyle(.misplaced(on: element.name)) }
            }
            // A block for another node is that node's business.
            for block in headerBlocks where block.role.includesUltimateReceiver {
                try checkEncodingStyle(below: block.element, inHeader: true)
            }
            for entry in body.children { try checkEncodingStyle(below: entry, inHeader: false) }
        }
    }

    /// SOAP 1.1, section 4, has this rule for the Envelope only. SOAP 1.2 part 1, sections 5.1 to 5.3, has it for the
    /// Envelope, the Header and the Body.
    private func checkAttributes(of elements: [XMLElement?]) throws(SOAPReadError) {
        for element in version == .v1_1 ? elements.prefix(1) : elements[...] {
            guard let element, element.hasAttributes else { continue }
            for (name, _) in element.attributes where name.namespace.isEmpty {
                throw .unqualifiedAttribute(name.local, on: element.name)
            }
        }
    }

    /// SOAP 1.1, section 4: elements after the Body must be in a namespace. SOAP 1.2 part 1, section 5.1: there are
    /// none.
    private func checkAfterBody() throws(SOAPReadError) {
        var next = body.nextSibling
        while let element = next {
            if element.isNamed(version.names.header) { throw .headerAfterBody }
            if version == .v1_2 || element.isInNamespace("") || element.isNamed(version.names.body) {
                throw .misplacedElement(element.name)
            }
            next = element.nextSibling
        }
    }

    private func encodingStyle(of element: XMLElement) -> String? {
        element.hasAttributes ? element.attribute("encodingStyle", in: Namespaces.soap12) : nil
    }

    /// SOAP 1.2 part 1, section 5.1.1: encodingStyle is allowed on header blocks, body entries and the elements inside
    /// them. Recursive; the depth is that of the document.
    private func checkEncodingStyle(below element: XMLElement, inHeader: Bool) throws(SOAPReadError) {
        if let style = encodingStyle(of: element) {
            switch XMLText.trimmed(style) {
            case "", Namespaces.soap12Encoding, Namespaces.soap12EncodingNone: break
            default: throw .encodingStyle(.unknown(style, inHeader: inHeader))
            }
        }
        for child in element.children { try checkEncodingStyle(below: child, inHeader: inHeader) }
    }
}
