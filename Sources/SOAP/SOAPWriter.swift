public import XML

/// Writes envelopes and faults of both versions in ASP.NET's layout: the declaration and the envelope are on one line.
/// The prefixes are `soap`, then `xsi` and `xsd`, all declared on the Envelope. There is no default namespace.
public enum SOAPWriter {
    /// Returns a complete message.
    /// - Parameters:
    ///   - version: The version of the envelope.
    ///   - capacity: The bytes to reserve. A good estimate of the message's size avoids growing.
    ///   - header: Writes the header blocks. If nil, there is no Header.
    ///   - body: Writes the Body's content.
    public static func envelope(
        _ version: SOAPVersion, capacity: Int = 960, header: ((inout XMLWriter) -> Void)? = nil, body: (inout XMLWriter) -> Void
    ) -> [UInt8] {
        var writer = XMLWriter(continuing: version == .v1_1 ? beginning11 : beginning12, capacity: capacity)
        if let header {
            writer.element("soap:Header", content: header)
        }
        writer.element("soap:Body", content: body)
        writer.end()
        return writer.finish()
    }

    /// The declaration and the Envelope's start tag, written once. Writing them takes 4,500 instructions, copying them
    /// a tenth of that.
    private static let beginning11 = beginning(.v1_1)
    private static let beginning12 = beginning(.v1_2)

    private static func beginning(_ version: SOAPVersion) -> XMLWriter {
        var writer = XMLWriter()
        writer.declaration()
        writer.start("soap:Envelope")
        writer.attribute("xmlns:soap", version.namespace)
        writer.attribute("xmlns:xsi", Namespaces.xsi)
        writer.attribute("xmlns:xsd", Namespaces.xsd)
        return writer
    }

    /// Returns a complete message that contains a fault.
    public static func fault(_ fault: SOAPFault, version: SOAPVersion, header: ((inout XMLWriter) -> Void)? = nil) -> [UInt8] {
        envelope(version, header: header) { writer in
            writer.start("soap:Fault")
            switch version {
            case .v1_1: writeParts11(of: fault, to: &writer)
            case .v1_2: writeParts12(of: fault, to: &writer)
            }
            writer.end()
        }
    }

    /// SOAP 1.1, section 4.4: the children are in no namespace and in this order. A default namespace in scope would
    /// include them, and some clients would then find neither the code nor the text.
    private static func writeParts11(of fault: SOAPFault, to writer: inout XMLWriter) {
        writer.element("faultcode", "soap:\(fault.code.localName(in: .v1_1))")
        writer.element("faultstring", fault.reason)
        if let actor = fault.actor { writer.element("faultactor", actor) }
        write(fault.detail, "detail", to: &writer)
    }

    /// SOAP 1.2 part 1, section 5.4.
    private static func writeParts12(of fault: SOAPFault, to writer: inout XMLWriter) {
        writer.element("soap:Code") { writer in
            writer.element("soap:Value", "soap:\(fault.code.localName(in: .v1_2))")
            if let subcode = fault.subcode {
                writer.element("soap:Subcode") { writer in writeQualifiedName(subcode, in: "soap:Value", to: &writer) }
            }
        }
        writer.element("soap:Reason") { writer in
            writer.element("soap:Text", ("xml:lang", "en")) { $0.text(fault.reason) }
        }
        if let actor = fault.actor { writer.element("soap:Node", actor) }
        if let role = fault.role { writer.element("soap:Role", role) }
        write(fault.detail, "soap:Detail", to: &writer)
    }

    /// Writes an element with a qualified name as its text. The element itself declares the prefix, so that it
    /// resolves.
    private static func writeQualifiedName(_ name: XMLName, in element: StaticString, to writer: inout XMLWriter) {
        writer.start(element)
        if name.namespace.isEmpty {
            writer.text(name.local)
        } else {
            writer.attribute("xmlns:q", name.namespace)
            writer.text("q:\(name.local)")
        }
        writer.end()
    }

    private static func write(_ detail: SOAPFault.Detail, _ name: StaticString, to writer: inout XMLWriter) {
        switch detail {
        case .absent: break
        case .empty: writer.element(name, "")
        case .content(let bytes): writer.element(name) { $0.raw(bytes) }
        }
    }

    // MARK: Header blocks of faults

    /// Writes the block that goes with a VersionMismatch: the supported envelopes, best first (SOAP 1.2 part 1, section
    /// 5.4.7). It is always in the namespace of 1.2, even in a 1.1 message (appendix A).
    public static func upgradeHeader(_ versions: [SOAPVersion], to writer: inout XMLWriter) {
        writer.element("soap12:Upgrade", ("xmlns:soap12", Namespaces.soap12)) { writer in
            for version in versions {
                writer.start("soap12:SupportedEnvelope")
                writer.attribute("qname", "q:Envelope")
                writer.attribute("xmlns:q", version.namespace)
                writer.end()
            }
        }
    }

    /// Writes the blocks that go with a MustUnderstand fault in 1.2, one for each block not understood (SOAP 1.2 part
    /// 1, section 5.4.8).
    public static func notUnderstoodHeader(_ names: [XMLName], to writer: inout XMLWriter) {
        for name in names {
            writer.start("soap12:NotUnderstood")
            writer.attribute("xmlns:soap12", Namespaces.soap12)
            if name.namespace.isEmpty {
                writer.attribute("qname", name.local)
            } else {
                writer.attribute("qname", "q:\(name.local)")
                writer.attribute("xmlns:q", name.namespace)
            }
            writer.end()
        }
    }
}
