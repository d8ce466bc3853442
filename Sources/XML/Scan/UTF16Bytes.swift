/// Converts UTF-16 to UTF-8.
enum UTF16Bytes {
    enum Order { case little, big }

    /// Returns the byte order of a document without a byte order mark, judged by its first character, which must be `<`
    /// or white space.
    static func guessOrder(_ bytes: [UInt8]) -> Order? {
        guard let first = bytes.first, let second = bytes.dropFirst().first else { return nil }
        if first == 0, second != 0 { return .big }
        if second == 0, first != 0 { return .little }
        return nil
    }

    /// Returns the text in UTF-8. Throws for an odd number of bytes, an unpaired surrogate and U+0000.
    static func decode(_ bytes: ArraySlice<UInt8>, _ order: Order) throws(XMLError) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        var units = Units(bytes: bytes, order: order)
        while let unit = units.next() {
            switch unit {
            case 0:
                throw refusal(.nulByte, after: text)
            case 0xD800...0xDBFF:
                guard let low = units.next(), low >= 0xDC00, low <= 0xDFFF else { throw refusal(.encoding, after: text) }
                append(0x10000 + (UInt32(unit) - 0xD800) << 10 + UInt32(low) - 0xDC00, to: &text)
            case 0xDC00...0xDFFF:
                throw refusal(.encoding, after: text)
            default:
                append(UInt32(unit), to: &text)
            }
        }
        guard bytes.count.isMultiple(of: 2) else { throw refusal(.encoding, after: text) }
        return text
    }

    private static func refusal(_ rule: XMLError.Rule, after text: [UInt8]) -> XMLError {
        text.withUnsafeBufferPointer { XMLError(Refusal(rule, at: $0.count), in: $0) }
    }

    private static func append(_ scalar: UInt32, to text: inout [UInt8]) {
        switch scalar {
        case ..<0x80:
            text.append(UInt8(truncatingIfNeeded: scalar))
        case ..<0x800:
            text.append(UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6))
            text.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        case ..<0x10000:
            text.append(UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12))
            text.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
            text.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        default:
            text.append(UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18))
            text.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F))
            text.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
            text.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        }
    }

    /// Iterates over the code units of complete pairs of bytes.
    private struct Units: IteratorProtocol {
        var bytes: ArraySlice<UInt8>
        let order: Order

        mutating func next() -> UInt16? {
            guard bytes.count >= 2, let first = bytes.popFirst(), let second = bytes.popFirst() else { return nil }
            return order == .little ? UInt16(second) << 8 | UInt16(first) : UInt16(first) << 8 | UInt16(second)
        }
    }
}
