/// Checks that bytes are UTF-8 as Unicode defines it (table 3-7): no overlong form, no surrogate, nothing above
/// U+10FFFF.
enum UTF8Bytes {
    /// Returns the first place that is not UTF-8 or is a zero byte, which no XML document contains.
    static func firstRefusal(in bytes: UnsafeBufferPointer<UInt8>) -> Refusal? {
        guard let base = bytes.baseAddress else { return nil }
        let raw = UnsafeRawPointer(base)
        let count = bytes.count
        var index = 0
        while index < count {
            // Skips eight bytes of ASCII without a zero at a time: no high bit is set, and subtracting one borrows from
            // no byte.
            while index + 8 <= count {
                let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                guard (word | (word &- 0x0101_0101_0101_0101)) & 0x8080_8080_8080_8080 == 0 else { break }
                index += 8
            }
            guard index < count else { return nil }
            let first = base[index]
            if first == 0 { return Refusal(.nulByte, at: index) }
            if first < 0x80 {
                index += 1
                continue
            }
            guard let length = sequenceLength(base, at: index, count: count) else { return Refusal(.encoding, at: index) }
            index += length
        }
        return nil
    }

    /// Returns the length of the sequence of two to four bytes at an index, or nil if it is not well-formed.
    private static func sequenceLength(_ base: UnsafePointer<UInt8>, at index: Int, count: Int) -> Int? {
        func isContinuation(_ offset: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
            index + offset < count && range.contains(base[index + offset])
        }
        switch base[index] {
        case 0xC2...0xDF: return isContinuation(1) ? 2 : nil
        case 0xE0: return isContinuation(1, 0xA0...0xBF) && isContinuation(2) ? 3 : nil
        case 0xED: return isContinuation(1, 0x80...0x9F) && isContinuation(2) ? 3 : nil
        case 0xE1...0xEF: return isContinuation(1) && isContinuation(2) ? 3 : nil
        case 0xF0: return isContinuation(1, 0x90...0xBF) && isContinuation(2) && isContinuation(3) ? 4 : nil
        case 0xF1...0xF3: return isContinuation(1) && isContinuation(2) && isContinuation(3) ? 4 : nil
        case 0xF4: return isContinuation(1, 0x80...0x8F) && isContinuation(2) && isContinuation(3) ? 4 : nil
        default: return nil
        }
    }
}
