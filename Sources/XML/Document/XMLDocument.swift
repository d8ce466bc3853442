/// A parsed document. It is immutable, and a copy is a reference.
public struct XMLDocument: Sendable {
    let storage: XMLStorage

    /// Whether the document contains a processing instruction. The parser skips them, but SOAP forbids them.
    public let hasProcessingInstruction: Bool

    /// The root element: the first of the table, which is never empty.
    public var root: XMLElement { XMLElement(storage: storage, index: 0) }
}
