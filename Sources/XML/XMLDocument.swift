/// A parsed document. Immutable; a copy is a reference.
public struct XMLDocument: Sendable {
    let storage: XMLStorage

    /// Whether a processing instruction stands anywhere in it. They are skipped, but SOAP forbids them.
    public let hasProcessingInstruction: Bool

    /// Reads a document, or refuses it.
    ///
    /// In this order: its size, its encoding, every limit and every document type declaration in a scan of its own, and then
    /// well-formedness and namespaces by libxml2. Comments and processing instructions are skipped; nothing is ever opened or fetched.
    /// - Parameters:
    ///   - bytes: the document, with or without a byte order mark.
    ///   - charset: the `charset` parameter of the Content-Type it came with. It wins over the document's own declaration (RFC 7303,
    ///     section 3), which is then not looked at.
    ///   - limits: what it may cost.
    public static func parse(
        _ bytes: [UInt8], charset: String? = nil, limits: XMLLimits = .standard
    ) throws(XMLError) -> XMLDocument {
        guard bytes.count <= limits.effectiveMessageBytes else { throw XMLError(.messageTooLarge) }
        let text = try SourceText.decode(bytes, charset: charset)
        return try DocumentParser.parse(text, limits: limits)
    }

    /// The root element: the first of the table, which is never empty.
    public var root: XMLElement { XMLElement(storage: storage, index: 0) }
}
