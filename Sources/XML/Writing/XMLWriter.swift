/// Appends well-formed XML to one byte buffer.
///
/// The program supplies the names. Text and attribute values may be anything. The output is always well-formed content:
///
/// - Markup characters are escaped.
/// - A character that XML 1.0 cannot carry becomes U+FFFD.
/// - Carriage returns are written as character references, so that a reader gets them back. In attributes, so are tabs
///   and line feeds.
/// - ``finish()`` closes elements that are still open.
///
/// The output is a document if exactly one element was written at the top level.
///
/// The caller is responsible for namespaces: it writes the prefixes and `xmlns` attributes it needs.
public struct XMLWriter: Sendable {
    /// How an element without content is written.
    public enum EmptyElementStyle: Sendable {
        /// `<a />`, as .NET's writer does.
        case net
        /// `<a/>`
        case compact
    }

    /// The bytes written so far.
    public private(set) var bytes: [UInt8]

    let emptyElementStyle: EmptyElementStyle

    /// The ranges of names in ``bytes``: first those of the open elements, outermost first, then those of the
    /// attributes in the start tag being written. One table, because a second would be a second allocation per message.
    private var names: [Range<Int>] = []
    /// The number of names that belong to open elements.
    private var depth = 0
    /// Whether the innermost start tag still lacks its `>`.
    private var tagIsOpen = false

    /// Creates a writer with room for this many bytes; it grows if that is not enough. The default fits a block from
    /// malloc's per-thread cache, whose blocks have at most 1,032 bytes.
    public init(capacity: Int = 960, emptyElementStyle: EmptyElementStyle = .net) {
        bytes = []
        bytes.reserveCapacity(capacity)
        names.reserveCapacity(12)
        self.emptyElementStyle = emptyElementStyle
    }

    /// Creates a writer that continues where another one stopped, with room for this many bytes in all. For beginnings
    /// that many documents share.
    public init(continuing other: XMLWriter, capacity: Int = 960) {
        self = other
        bytes.reserveCapacity(capacity)
        names.reserveCapacity(12)
    }

    /// Writes the XML declaration. Call this first: after other output it writes nothing. The bytes are always UTF-8.
    /// Name another encoding only for a document that becomes text inside another text, such as the "utf-16" of a .NET
    /// StringWriter.
    public mutating func declaration(encoding: String = "utf-8") {
        guard bytes.isEmpty else { return }
        append("<?xml version=\"1.0\" encoding=\"")
        appendEscaped(encoding, for: .attribute)
        append("\"?>")
    }

    // MARK: Elements

    /// Opens an element. Its start tag takes attributes until something else is written.
    public mutating func start(_ name: StaticString) {
        beginTag()
        append(name)
        pushName(length: name.utf8CodeUnitCount)
    }

    /// Opens an element with a name that is not a literal. Characters that a name cannot have become `_`; see
    /// ``XMLName/isNCName(_:)``.
    @_disfavoredOverload
    public mutating func start(_ name: String) {
        beginTag()
        pushName(length: appendName(name))
    }

    /// Closes the innermost open element. Does nothing if none is open.
    public mutating func end() {
        guard depth > 0 else { return }
        depth -= 1
        if tagIsOpen {
            tagIsOpen = false
            names.removeLast(names.count - depth)
            append(emptyElementStyle == .net ? " />" : "/>")
            return
        }
        guard let name = names.popLast() else { return }
        append("</")
        appendAgain(name)
        bytes.append(0x3E)
    }

    /// Writes an element with text. The empty text gives an empty element.
    public mutating func element(_ name: StaticString, _ text: String) {
        start(name)
        self.text(text)
        end()
    }

    /// Writes an element with text and a name that is not a literal.
    @_disfavoredOverload
    public mutating func element(_ name: String, _ text: String) {
        start(name)
        self.text(text)
        end()
    }

    /// Writes an element with attributes and the output of `content`. Elements that `content` leaves open are closed.
    public mutating func element(
        _ name: StaticString, _ attributes: (StaticString, String)..., content: (inout XMLWriter) throws -> Void
    ) rethrows {
        start(name)
        for (name, value) in attributes { attribute(name, value) }
        try finishing(content)
    }

    /// Writes an element with a name that is not a literal and the output of `content`.
    @_disfavoredOverload
    public mutating func element(
        _ name: String, _ attributes: (String, String)..., content: (inout XMLWriter) throws -> Void
    ) rethrows {
        start(name)
        for (name, value) in attributes { attribute(name, value) }
        try finishing(content)
    }

    // MARK: Attributes

    /// Adds an attribute to the start tag just opened. Writes nothing if no start tag is open, or if it already has
    /// this attribute.
    public mutating func attribute(_ name: StaticString, _ value: String) {
        guard tagIsOpen else { return }
        bytes.append(0x20)
        append(name)
        finishAttribute(nameLength: name.utf8CodeUnitCount, value)
    }

    /// Adds an attribute with a name that is not a literal.
    @_disfavoredOverload
    public mutating func attribute(_ name: String, _ value: String) {
        guard tagIsOpen else { return }
        bytes.append(0x20)
        finishAttribute(nameLength: appendName(name), value)
    }

    // MARK: Text

    /// Writes character data. The empty text writes nothing.
    public mutating func text(_ text: String) {
        guard !text.isEmpty else { return }
        closeTag()
        appendEscaped(text, for: .text)
    }

    /// Writes character data given as UTF-8. Bytes that are not UTF-8 become U+FFFD.
    public mutating func text(_ bytes: some Collection<UInt8>) {
        text(String(decoding: bytes, as: UTF8.self))
    }

    /// Writes another writer's output unchanged.
    public mutating func raw(_ content: [UInt8]) {
        guard !content.isEmpty else { return }
        closeTag()
        bytes.append(contentsOf: content)
    }

    /// Closes all open elements and returns everything written.
    public mutating func finish() -> [UInt8] {
        while depth > 0 { end() }
        return bytes
    }

    // MARK: Parts

    private mutating func finishing(_ content: (inout XMLWriter) throws -> Void) rethrows {
        let outside = depth - 1
        defer { while depth > outside { end() } }
        try content(&self)
    }

    private mutating func beginTag() {
        closeTag()
        bytes.append(0x3C)
    }

    private mutating func pushName(length: Int) {
        names.append(bytes.count - length..<bytes.count)
        depth += 1
        tagIsOpen = true
    }

    private mutating func closeTag() {
        guard tagIsOpen else { return }
        tagIsOpen = false
        names.removeLast(names.count - depth)
        bytes.append(0x3E)
    }

    /// Adds the value of the attribute just named. If the tag already has an attribute of this name, removes the name
    /// again instead (XML 1.0, section 3.1, unique attributes).
    private mutating func finishAttribute(nameLength: Int, _ value: String) {
        let start = bytes.count - nameLength
        for index in depth..<names.count where isRepeated(names[index], at: start, length: nameLength) {
            bytes.removeLast(nameLength + 1)
            return
        }
        names.append(start..<bytes.count)
        append("=\"")
        appendEscaped(value, for: .attribute)
        bytes.append(0x22)
    }

    private func isRepeated(_ name: Range<Int>, at start: Int, length: Int) -> Bool {
        guard name.count == length else { return false }
        for offset in 0..<length where bytes[name.lowerBound + offset] != bytes[start + offset] { return false }
        return true
    }

    mutating func append(_ literal: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    mutating func append(_ content: UnsafeBufferPointer<UInt8>) {
        guard !content.isEmpty else { return }
        bytes.append(contentsOf: content)
    }

    /// Appends a part of the buffer again. Copies it to the stack first: a slice would keep the buffer shared, and the
    /// append would copy all of it.
    private mutating func appendAgain(_ range: Range<Int>) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: range.count) { copy in
            bytes.withUnsafeBufferPointer { _ = copy.initialize(from: $0[range]) }
            bytes.append(contentsOf: copy)
        }
    }
}
