import XML

/// Writes the XML that answers contain as a string: without declaration, namespace and indentation. Source:
/// Archer.docc/Protocol.md.
enum ArcherXML {
    /// Returns what a closure writes.
    static func text(_ write: (inout XMLWriter) -> Void) -> String {
        var writer = XMLWriter()
        write(&writer)
        return String(decoding: writer.finish(), as: UTF8.self)
    }
}
