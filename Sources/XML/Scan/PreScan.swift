import Glibc

/// The scan that runs before the parser. In one pass over the bytes it finds every tag, enforces every limit of
/// ``XMLLimits`` and refuses every document type declaration. Its time depends on the number of bytes alone.
///
/// The scan produces the table of elements: where each begins and ends, its name, its relatives. libxml2 must then
/// report the same elements in the same order, or the document is refused. So a document cannot mean one thing to the
/// scan and another to the parser. Everything that is not a question of cost (name characters, matching end tags,
/// references, namespaces) is left to libxml2.
///
/// Only four things can hide a `<` or `>`: comments, CDATA sections, processing instructions and quoted attribute
/// values.
struct PreScan {
    let bytes: UnsafePointer<UInt8>
    let count: Int
    let limits: XMLLimits
    let depth: Int
    let nameBytes: Int
    let attributeValueBytes: Int
    let startTagBytes: Int

    var elements: ContiguousArray<ElementRecord> = []
    var attributes: ContiguousArray<AttributeRecord> = []
    /// The values of all namespace declarations, as ranges of the source.
    var namespaceNames: ContiguousArray<ByteRange> = []
    /// Whether the document contains a processing instruction. The XML declaration does not count as one.
    private(set) var hasProcessingInstruction = false

    /// An element that has not ended yet.
    struct OpenElement {
        var index: UInt32
        var lastChild = noIndex
        var children = 0
        /// The number of namespace declarations on this element and its ancestors.
        var namespacesInScope: Int
    }

    var open: ContiguousArray<OpenElement> = []

    /// Scans text that is known to be UTF-8 without zero bytes.
    init(_ text: UnsafeBufferPointer<UInt8>, limits: XMLLimits) throws(Refusal) {
        guard let base = text.baseAddress else { throw Refusal(.notWellFormed, at: 0) }
        bytes = base
        count = text.count
        self.limits = limits
        depth = limits.effectiveDepth
        nameBytes = limits.effectiveNameBytes
        attributeValueBytes = limits.effectiveAttributeValueBytes
        startTagBytes = limits.effectiveStartTagBytes
        // An estimate. Small tables never grow with it, and large ones rarely. The table for a message of 600 bytes
        // fits a block from malloc's per-thread cache, whose blocks have at most 1,032 bytes.
        elements.reserveCapacity(min(count / 64 + 4, 4096))
        attributes.reserveCapacity(8)
        namespaceNames.reserveCapacity(8)
        open.reserveCapacity(16)
    }

    /// Returns the byte at an offset, or zero past the end. No document contains a zero byte, so zero matches nothing.
    @inline(__always)
    func byte(_ offset: Int) -> UInt8 {
        offset < count ? bytes[offset] : 0
    }

    /// Returns the offset of the next such byte before `end`.
    @inline(__always)
    func find(_ byte: UInt8, from offset: Int, before end: Int) -> Int? {
        guard offset < end, let found = memchr(bytes + offset, Int32(byte), end - offset) else { return nil }
        return UnsafeRawPointer(bytes).distance(to: found)
    }

    /// Production 1, `document`. Reads up to the last byte.
    mutating func run(_ declarable: SourceText.Declarable) throws(Refusal) {
        var position = try declaration(declarable)
        var inProlog = true
        while let tag = find(0x3C, from: position, before: count) {
            if inProlog {
                try blanks(from: position, to: tag)
            }
            switch byte(tag + 1) {
            case 0x21: position = try afterExclamation(tag)
            case 0x3F:
                hasProcessingInstruction = true
                position = try after("?>", from: tag + 2)
            case 0x2F: position = try endTag(tag)
            default:
                inProlog = false
                position = try startTag(tag)
            }
        }
        guard open.isEmpty, !elements.isEmpty else { throw Refusal(.notWellFormed, at: count) }
    }

    /// Throws if anything but white space is between markup before the root element. libxml2 alone would accept a
    /// second byte order mark.
    private func blanks(from start: Int, to end: Int) throws(Refusal) {
        for offset in start..<end where !XMLCharacters.isWhiteSpace(bytes[offset]) { throw Refusal(.notWellFormed, at: offset) }
    }

    /// Productions 15, 18 and 28: a comment, a CDATA section, or a document type declaration, which is refused.
    private func afterExclamation(_ tag: Int) throws(Refusal) -> Int {
        if matches("<!--", at: tag) { return try after("-->", from: tag + 4) }
        if matches("<![CDATA[", at: tag) { return try after("]]>", from: tag + 9) }
        throw Refusal(matches("<!DOCTYPE", at: tag) ? .doctype : .notWellFormed, at: tag)
    }

    /// Production 42, `ETag`. libxml2 checks that it names the open element.
    private mutating func endTag(_ tag: Int) throws(Refusal) -> Int {
        guard let closing = find(0x3E, from: tag + 2, before: count), let closed = open.popLast() else {
            throw Refusal(.notWellFormed, at: tag)
        }
        elements[Int(closed.index)].end = UInt32(closing + 1)
        return closing + 1
    }

    func matches(_ literal: StaticString, at offset: Int) -> Bool {
        let length = literal.utf8CodeUnitCount
        guard offset + length <= count else { return false }
        return memcmp(bytes + offset, literal.utf8Start, length) == 0
    }

    /// Returns the offset just after the next occurrence of a literal.
    func after(_ literal: StaticString, from start: Int) throws(Refusal) -> Int {
        var position = start
        while let candidate = find(literal.utf8Start[0], from: position, before: count) {
            if matches(literal, at: candidate) { return candidate + literal.utf8CodeUnitCount }
            position = candidate + 1
        }
        throw Refusal(.notWellFormed, at: start)
    }
}
