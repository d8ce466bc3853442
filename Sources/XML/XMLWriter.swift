/// Appends well-formed XML to one byte buffer.
///
/// Names come from the program; text and attribute values may be anything. What comes out is well-formed content whatever is written: markup
/// characters are escaped, a character XML 1.0 cannot carry becomes U+FFFD, carriage returns (and in attributes tabs and line feeds too) are written as character
/// references so that a reader gets them back, elements left open are closed by ``finish()``. It is a document when exactly one element was
/// written at the top.
///
/// Namespaces are the caller's: it writes the prefixes and `xmlns` attributes it needs.
public struct XMLWriter: Sendable {
    /// How an element without content looks.
    public enum EmptyElementStyle: Sendable {
        /// `<a />`, as .NET's writer has it.
        case net
        /// `<a/>`
        case compact
    }

    /// What has been written.
    public private(set) var bytes: [UInt8]

    let emptyElementStyle: EmptyElementStyle

    /// Where names stand in ``bytes``: those of the open elements, outermost first, then those of the attributes of the start tag being
    /// written. One table, since a second would be a second allocation per message.
    private var names: [Range<Int>] = []
    /// How many of the names are open elements.
    private var depth = 0
    /// Whether the innermost start tag still lacks its `>`.
    private var tagIsOpen = false

    /// A writer with room for so many bytes; it grows when that is not enough. The usual room is a block that malloc's cache for the thread
    /// still keeps, which ends at 1,032 bytes.
    public init(capacity: Int = 960, emptyElementStyle: EmptyElementStyle = .net) {
        bytes = []
        bytes.reserveCapacity(capacity)
        names.reserveCapacity(12)
        self.emptyElementStyle = emptyElementStyle
    }

    /// A writer that goes on where another one stands, with room for so many bytes in all. For beginnings that many documents share.
    public init(continuing other: XMLWriter, capacity: Int = 960) {
        self = other
        bytes.reserveCapacity(capacity)
        names.reserveCapacity(12)
    }

    /// The XML declaration, to be written first; nothing is written elsewhere than at the very beginning. The bytes are always UTF-8, so another
    /// encoding's name serves only texts inside texts, such as the "utf-16" of a .NET StringWriter.
    public mutating func declaration(encoding: String = "utf-8") {
        guard bytes.isEmpty else { return }
        append("<?xml version=\"1.0\" encoding=\"")
        appendEscaped(encoding, for: .attribute)
        append("\"?>")
    }

    // MARK: Elements

    /// Opens an element; its start tag takes attributes until something else is written.
    public mutating func start(_ name: StaticString) {
        beginTag()
        append(name)
        pushName(length: name.utf8CodeUnitCount)
    }

    /// Opens an element whose name is not a literal. Characters a name cannot have become `_`; see ``XMLName/isNCName(_:)``.
    @_disfavoredOverload
    public mutating func start(_ name: String) {
        beginTag()
        pushName(length: appendName(name))
    }

    /// Closes the innermost open element; nothing happens when there is none.
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

    /// An element with text; the empty text gives an empty element.
    public mutating func element(_ name: StaticString, _ text: String) {
        start(name)
        self.text(text)
        end()
    }

    /// An element with text, its name no literal.
    @_disfavoredOverload
    public mutating func element(_ name: String, _ text: String) {
        start(name)
        self.text(text)
        end()
    }

    /// An element with attributes and what `content` writes; elements that `content` leaves open are closed.
    public mutating func element(
        _ name: StaticString, _ attributes: (StaticString, String)..., content: (inout XMLWriter) throws -> Void
    ) rethrows {
        start(name)
        for (name, value) in attributes { attribute(name, value) }
        try finishing(content)
    }

    /// An element whose name is no literal, with what `content` writes.
    @_disfavoredOverload
    public mutating func element(
        _ name: String, _ attributes: (String, String)..., content: (inout XMLWriter) throws -> Void
    ) rethrows {
        start(name)
        for (name, value) in attributes { attribute(name, value) }
        try finishing(content)
    }

    // MARK: Attributes

    /// Adds an attribute to the start tag just opened. Without one, and when it has this attribute already, nothing is written.
    public mutating func attribute(_ name: StaticString, _ value: String) {
        guard tagIsOpen else { return }
        bytes.append(0x20)
        append(name)
        finishAttribute(nameLength: name.utf8CodeUnitCount, value)
    }

    /// Adds an attribute whose name is no literal.
    @_disfavoredOverload
    public mutating func attribute(_ name: String, _ value: String) {
        guard tagIsOpen else { return }
        bytes.append(0x20)
        finishAttribute(nameLength: appendName(name), value)
    }

    // MARK: Text

    /// Character data. The empty text writes nothing.
    public mutating func text(_ text: String) {
        guard !text.isEmpty else { return }
        closeTag()
        appendEscaped(text, for: .text)
    }

    /// Character data given as UTF-8; bytes that are not UTF-8 become U+FFFD.
    public mutating func text(_ bytes: some Collection<UInt8>) {
        text(String(decoding: bytes, as: UTF8.self))
    }

    /// Bytes that another writer produced, as they are.
    public mutating func raw(_ content: [UInt8]) {
        guard !content.isEmpty else { return }
        closeTag()
        bytes.append(contentsOf: content)
    }

    /// Closes what is open and answers everything written.
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

    /// Takes the name just written back when the tag has it already (XML 1.0, section 3.1, unique attributes), else adds the value.
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

    /// Repeats a part of the buffer. Through a copy on the stack: a slice of the buffer would keep it shared, and the append would copy all.
    private mutating func appendAgain(_ range: Range<Int>) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: range.count) { copy in
            bytes.withUnsafeBufferPointer { _ = copy.initialize(from: $0[range]) }
            bytes.append(contentsOf: copy)
        }
    }
}
