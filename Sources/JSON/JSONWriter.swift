/// Writes one value part by part, for an answer that need not be a ``JSON`` before. Escapes the quotation mark, the backslash and the
/// control characters (RFC 8259, section 7), and nothing else.
public struct JSONWriter: Sendable {
    /// What was written.
    public private(set) var bytes: [UInt8] = []
    private static let usualSize = 256
    private let indentation: Int?
    private var level = 0
    /// Whether nothing has been written in the object or array so far.
    private var isAtStart = true

    /// Creates a writer of one line of text without white space.
    public init() {
        self.init(indentation: nil)
    }

    init(indentation: Int?) {
        self.indentation = indentation
        bytes.reserveCapacity(Self.usualSize)
    }

    /// Begins an object. Each of its values has a ``member(_:)`` before it.
    public mutating func startObject() { open(UInt8(ascii: "{")) }

    /// Ends the object that was begun last.
    public mutating func endObject() { close(UInt8(ascii: "}")) }

    /// Begins an array. Each of its values has an ``element()`` before it.
    public mutating func startArray() { open(UInt8(ascii: "[")) }

    /// Ends the array that was begun last.
    public mutating func endArray() { close(UInt8(ascii: "]")) }

    /// Writes what is before the value of a member: its name.
    public mutating func member(_ name: String) {
        element()
        string(name)
        bytes.append(UInt8(ascii: ":"))
        if indentation != nil { bytes.append(UInt8(ascii: " ")) }
    }

    /// Writes what is before an element of an array: a comma, unless it is the first.
    public mutating func element() {
        if !isAtStart { bytes.append(UInt8(ascii: ",")) }
        isAtStart = false
        breakLine()
    }

    /// Writes null.
    public mutating func null() { append("null") }

    /// Writes a string.
    public mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { text in
            if text.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) {
                writeEscaped(text)
            } else {
                bytes.append(contentsOf: text)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes a value.
    public mutating func write(_ value: JSON) {
        switch value {
        case .null: null()
        case .bool(let value): append(value ? "true" : "false")
        case .number(let spelling): bytes.append(contentsOf: spelling.utf8)
        case .string(let text): string(text)
        case .array(let elements):
            startArray()
            for value in elements {
                element()
                write(value)
            }
            endArray()
        case .object(let members):
            startObject()
            for member in members {
                self.member(member.name)
                write(member.value)
            }
            endObject()
        }
    }

    private mutating func open(_ bracket: UInt8) {
        bytes.append(bracket)
        level += 1
        isAtStart = true
    }

    private mutating func close(_ bracket: UInt8) {
        level -= 1
        if !isAtStart { breakLine() }
        bytes.append(bracket)
        isAtStart = false
    }

    private mutating func breakLine() {
        guard let indentation else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indentation * level))
    }

    private mutating func writeEscaped(_ text: UnsafeBufferPointer<UInt8>) {
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\\"): append("\\\\")
            case 0x08: append("\\b")
            case 0x09: append("\\t")
            case 0x0A: append("\\n")
            case 0x0C: append("\\f")
            case 0x0D: append("\\r")
            case 0..<0x20:
                append("\\u00")
                bytes.append(byte < 0x10 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
                bytes.append(contentsOf: String(byte & 15, radix: 16).utf8)
            default: bytes.append(byte)
            }
        }
    }

    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }
}
