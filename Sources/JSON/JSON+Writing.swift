extension JSON {
    /// The value as one line of text without white space. Members keep their order.
    public var bytes: [UInt8] {
        var writer = JSONWriter(indentation: nil)
        writer.write(self)
        return writer.bytes
    }

    /// The value as text for people: one line for each element and member, two spaces of indentation for each level,
    /// and a line end at the end.
    public var pretty: String {
        var writer = JSONWriter(indentation: 2)
        writer.write(self)
        return String(decoding: writer.bytes, as: UTF8.self) + "\n"
    }
}

/// Writes a value. Escapes the quotation mark, the backslash and the control characters (RFC 8259, section 7), and
/// nothing else.
private struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    private static let usualSize = 256
    let indentation: Int?
    private var level = 0

    init(indentation: Int?) {
        self.indentation = indentation
        bytes.reserveCapacity(Self.usualSize)
    }

    mutating func write(_ value: JSON) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .number(let spelling): bytes.append(contentsOf: spelling.utf8)
        case .string(let text): writeString(text)
        case .array(let elements):
            writeList(elements, UInt8(ascii: "["), UInt8(ascii: "]")) { writer, element in writer.write(element) }
        case .object(let members):
            writeList(members, UInt8(ascii: "{"), UInt8(ascii: "}")) { writer, member in
                writer.writeString(member.name)
                writer.bytes.append(UInt8(ascii: ":"))
                if writer.indentation != nil { writer.bytes.append(UInt8(ascii: " ")) }
                writer.write(member.value)
            }
        }
    }

    private mutating func writeList<Item>(
        _ items: [Item], _ opening: UInt8, _ closing: UInt8, _ writeItem: (inout JSONWriter, Item) -> Void
    ) {
        bytes.append(opening)
        level += 1
        for (index, item) in items.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            breakLine()
            writeItem(&self, item)
        }
        level -= 1
        if !items.isEmpty { breakLine() }
        bytes.append(closing)
    }

    private mutating func breakLine() {
        guard let indentation else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indentation * level))
    }

    private mutating func writeString(_ text: String) {
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
