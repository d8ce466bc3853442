internal import CLibXML2

/// Turns checked text into a document: the scan runs first, then libxml2, and both must agree.
package enum DocumentParser {
    static func parse(_ text: SourceText, limits: XMLLimits) throws(XMLError) -> XMLDocument {
        let result = text.bytes.withUnsafeBufferPointer { bytes -> Result<XMLDocument, XMLError> in
            do throws(Refusal) {
                var scan = try PreScan(bytes, limits: limits)
                try scan.run(text.declarable)
                guard let context = ParserContext.current else { throw Refusal(.outOfMemory, at: 0) }
                defer { context.retireIfGrown() }
                try context.parse(bytes, scan: &scan)
                return .success(
                    XMLDocument(
                        storage: context.takeStorage(source: text.bytes), hasProcessingInstruction: scan.hasProcessingInstruction))
            } catch {
                return .failure(XMLError(error, in: bytes))
            }
        }
        return try result.get()
    }

    /// The number of names that the calling thread's parser remembers. For tests.
    package static var rememberedNames: Int { Int(ParserContext.existing?.dictionarySize ?? 0) }
}
