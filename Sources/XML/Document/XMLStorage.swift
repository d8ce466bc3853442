import Glibc

/// Indexes into the tables of ``XMLStorage`` are 32 bits wide; this one means "none".
let noIndex = UInt32.max

/// A range of bytes in one of the two byte tables.
struct ByteRange {
    var start: UInt32
    var end: UInt32

    static let empty = ByteRange(start: 0, end: 0)
    var isEmpty: Bool { start == end }
}

/// One element: its place in the source, its relatives, and where its attributes, declarations and text begin.
struct ElementRecord {
    /// Offset of `<` in the source; the name follows it.
    var start: UInt32
    /// Offset just after the end tag.
    var end: UInt32
    /// The number of bytes of the name, including prefix and colon.
    var nameLength: UInt16
    /// The number of bytes of the prefix without the colon. 0 if there is none.
    var prefixLength: UInt16
    var parent: UInt32
    var firstChild = noIndex
    var nextSibling = noIndex
    /// The declaration that binds the element's namespace, or none.
    var namespace = noIndex
    var firstAttribute: UInt32
    var attributeCount: UInt32 = 0
    var firstDeclaration: UInt32 = 0
    var declarationCount: UInt32 = 0
    /// The runs of text directly inside, as a list through ``TextRun/next``.
    var firstRun = noIndex
    var lastRun = noIndex

    var localNameStart: UInt32 { start + 1 + (prefixLength == 0 ? 0 : UInt32(prefixLength) + 1) }
    var localNameLength: Int { Int(nameLength) - (prefixLength == 0 ? 0 : Int(prefixLength) + 1) }
}

/// One attribute that is not a namespace declaration.
struct AttributeRecord {
    /// Offset of the name in the source.
    var nameStart: UInt32
    var nameLength: UInt16
    var prefixLength: UInt16
    /// The declaration that binds the attribute's namespace, or none.
    var namespace = noIndex
    /// The value, in the decoded bytes.
    var value = ByteRange.empty

    var localNameStart: UInt32 { nameStart + (prefixLength == 0 ? 0 : UInt32(prefixLength) + 1) }
    var localNameLength: Int { Int(nameLength) - (prefixLength == 0 ? 0 : Int(prefixLength) + 1) }
}

/// One namespace declaration; both parts are in the decoded bytes. An empty name undeclares the default.
struct DeclarationRecord {
    var prefix: ByteRange
    var name: ByteRange
}

/// Text between two tags, entities resolved and CDATA joined.
struct TextRun {
    /// In the decoded bytes.
    var bytes: ByteRange
    /// The next run of the same element.
    var next = noIndex
    /// The child element that it follows, or none if it comes before the first.
    var precedingChild: UInt32
}

/// A parsed document: tables of plain values over two byte tables. No element is allocated separately.
///
/// Names are read directly from the source. Text, attribute values and namespace names are in `decoded`, because
/// references in them had to be resolved. Declaration 0 binds `xml`.
final class XMLStorage: Sendable {
    let source: [UInt8]
    let decoded: ContiguousArray<UInt8>
    let elements: ContiguousArray<ElementRecord>
    let attributes: ContiguousArray<AttributeRecord>
    let declarations: ContiguousArray<DeclarationRecord>
    let runs: ContiguousArray<TextRun>

    init(
        source: [UInt8], decoded: ContiguousArray<UInt8>, elements: ContiguousArray<ElementRecord>,
        attributes: ContiguousArray<AttributeRecord>, declarations: ContiguousArray<DeclarationRecord>, runs: ContiguousArray<TextRun>
    ) {
        self.source = source
        self.decoded = decoded
        self.elements = elements
        self.attributes = attributes
        self.declarations = declarations
        self.runs = runs
    }

    /// Returns bytes of the source as text.
    func sourceText(_ start: UInt32, _ length: Int) -> String {
        source.withUnsafeBufferPointer {
            String(decoding: UnsafeBufferPointer(rebasing: $0[Int(start)..<Int(start) + length]), as: UTF8.self)
        }
    }

    /// Returns decoded bytes as text.
    func decodedText(_ range: ByteRange) -> String {
        decoded.withUnsafeBufferPointer {
            String(decoding: UnsafeBufferPointer(rebasing: $0[Int(range.start)..<Int(range.end)]), as: UTF8.self)
        }
    }

    /// Returns the namespace name of a declaration, or the empty text for none.
    func namespaceName(_ declaration: UInt32) -> String {
        declaration == noIndex ? "" : decodedText(declarations[Int(declaration)].name)
    }

    /// Returns whether bytes of the source equal a text's bytes.
    func source(_ start: UInt32, _ length: Int, equals text: String) -> Bool {
        source.withUnsafeBufferPointer { bytes in
            bytesEqual(UnsafeBufferPointer(rebasing: bytes[Int(start)..<Int(start) + length]), text)
        }
    }

    /// Returns whether decoded bytes equal a text's bytes.
    func decoded(_ range: ByteRange, equals text: String) -> Bool {
        decoded.withUnsafeBufferPointer { bytes in
            bytesEqual(UnsafeBufferPointer(rebasing: bytes[Int(range.start)..<Int(range.end)]), text)
        }
    }

    /// Returns whether a declaration (or none) binds this namespace name.
    func namespace(_ declaration: UInt32, equals name: String) -> Bool {
        declaration == noIndex ? name.isEmpty : decoded(declarations[Int(declaration)].name, equals: name)
    }
}

/// Returns whether a buffer and a text have equal bytes, without creating a String.
func bytesEqual(_ bytes: UnsafeBufferPointer<UInt8>, _ text: String) -> Bool {
    guard bytes.count == text.utf8.count else { return false }
    var text = text
    return text.withUTF8 { other in
        guard let one = bytes.baseAddress, let other = other.baseAddress else { return true }
        return memcmp(one, other, bytes.count) == 0
    }
}
