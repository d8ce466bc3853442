extension XMLDocument {
    /// Parses a document, or throws.
    ///
    /// The checks run in this order: size; encoding; all limits and document type declarations, in a separate scan;
    /// well-formedness and namespaces, by libxml2. Comments and processing instructions are skipped. Nothing is ever
    /// opened or fetched.
    /// - Parameters:
    ///   - bytes: The document, with or without a byte order mark.
    ///   - charset: The `charset` parameter of its Content-Type. It overrides the document's own declaration, which is
    ///     then ignored (RFC 7303, section 3). A byte order mark overrides both.
    ///   - declaredEncoding: Whether the declaration determines the encoding if there is neither a charset nor a mark.
    ///   - limits: The limits to enforce.
    public static func parse(
        _ bytes: [UInt8], charset: String? = nil, declaredEncoding: XMLDeclaredEncoding = .counts, limits: XMLLimits = .standard
    ) throws(XMLError) -> XMLDocument {
        guard bytes.count <= limits.effectiveMessageBytes else { throw XMLError(.messageTooLarge) }
        let text = try SourceText.decode(bytes, charset: charset, declared: declaredEncoding)
        // A document can be shorter in another encoding than in UTF-8. All limits apply to the UTF-8.
        guard text.bytes.count <= limits.effectiveMessageBytes else { throw XMLError(.messageTooLarge) }
        return try DocumentParser.parse(text, limits: limits)
    }

    /// Returns the name of the encoding that a document declares. Nil if it declares none, or if its declaration is not written in ASCII.
    public static func declaredEncoding(of bytes: [UInt8]) -> String? { PreScan.declaredEncoding(of: bytes) }
}
