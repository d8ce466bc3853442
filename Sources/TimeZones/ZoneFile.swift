/// A zone of the tz database, read from its file: RFC 8536, version 2 or later.
///
/// The files are read here because Foundation's own time zones come with all of its ICU, which slows down every start.
struct ZoneFile: Sendable {
    /// The moments, in seconds since 1970, at which local time changes, in order.
    private let changes: [Int64]
    /// The seconds ahead of UTC from each change on.
    private let offsets: [Int]
    /// The seconds ahead of UTC before the first change.
    private let first: Int
    /// The rule for the time after the last change, or nil.
    private let rule: ZoneRule?

    /// Reads a file. Returns nil if it is not one of version 2 or later.
    init?(_ bytes: [UInt8]) {
        guard let old = Header(bytes, at: 0), let header = Header(bytes, at: old.end(timeSize: 4)) else { return nil }
        var reader = BigEndianReader(bytes, at: header.start)
        let changes = (0..<header.changes).map { _ in reader.int64() }
        let kinds = (0..<header.changes).map { _ in Int(reader.byte()) }
        let types = (0..<header.types).map { _ -> Int in
            let offset = reader.int32()
            reader.skip(2)
            return Int(offset)
        }
        let end = header.end(timeSize: 8)
        guard !reader.isPastEnd, end <= bytes.count, let first = types.first, kinds.allSatisfy({ $0 < types.count }),
            zip(changes, changes.dropFirst()).allSatisfy({ $0 < $1 })
        else { return nil }
        self.changes = changes
        self.first = first
        offsets = kinds.map { types[$0] }
        let footer = bytes[end...].dropFirst().prefix { $0 != UInt8(ascii: "\n") }
        rule = ZoneRule(String(decoding: footer, as: UTF8.self))
    }

    /// Returns how many seconds local time is ahead of UTC.
    func secondsFromUTC(at seconds: Int64) -> Int {
        // The number of changes up to the moment, by binary search.
        var (low, high) = (0, changes.count)
        while low < high {
            let middle = (low + high) / 2
            if changes[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        if low == changes.count, let rule { return rule.secondsFromUTC(at: seconds) }
        return low == 0 ? first : offsets[low - 1]
    }

    /// The numbers at the beginning of a block.
    private struct Header {
        let start: Int
        let changes: Int
        let types: Int
        private let others: (utcFlags: Int, standardFlags: Int, leaps: Int, characters: Int)

        init?(_ bytes: [UInt8], at position: Int) {
            guard position >= 0, bytes.count >= position + 44, bytes[position...].starts(with: Array("TZif".utf8)),
                bytes[position + 4] >= UInt8(ascii: "2")
            else { return nil }
            var reader = BigEndianReader(bytes, at: position + 20)
            let counts = (0..<6).map { _ in Int(reader.int32()) }
            guard counts.allSatisfy({ $0 >= 0 && $0 <= bytes.count }) else { return nil }
            start = position + 44
            (changes, types) = (counts[3], counts[4])
            others = (counts[0], counts[1], counts[2], counts[5])
        }

        /// The position after the block, in which times have this many bytes.
        func end(timeSize: Int) -> Int {
            start + changes * (timeSize + 1) + types * 6 + others.characters + others.leaps * (timeSize + 4) + others.standardFlags
                + others.utcFlags
        }
    }
}

/// Reads numbers, the most significant byte first. Past the end it reads zeros.
private struct BigEndianReader {
    private let bytes: [UInt8]
    private var position: Int

    init(_ bytes: [UInt8], at position: Int) {
        self.bytes = bytes
        self.position = position
    }

    var isPastEnd: Bool { position > bytes.count }

    mutating func byte() -> UInt8 {
        defer { position += 1 }
        return position < bytes.count ? bytes[position] : 0
    }

    mutating func int32() -> Int32 { Int32(bitPattern: (0..<4).reduce(UInt32(0)) { sum, _ in sum << 8 | UInt32(byte()) }) }

    mutating func int64() -> Int64 { Int64(bitPattern: (0..<8).reduce(UInt64(0)) { sum, _ in sum << 8 | UInt64(byte()) }) }

    mutating func skip(_ count: Int) { position += count }
}
