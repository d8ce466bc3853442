extension XMLElement {
    /// The character data directly inside the element, CDATA included, joined and otherwise unchanged. Text inside
    /// child elements is not part of it.
    public var text: String {
        withTextBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// The bytes of ``text``, UTF-8.
    public var textBytes: [UInt8] {
        withTextBytes { Array($0) }
    }

    /// Calls the closure with the bytes of ``text``. Most elements have one run of text, and then nothing is copied.
    public func withTextBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        let first = record.firstRun
        guard first != noIndex else { return try body(UnsafeBufferPointer(start: nil, count: 0)) }
        let run = storage.runs[Int(first)]
        if run.next == noIndex {
            return try storage.decoded.withUnsafeBufferPointer {
                try body(UnsafeBufferPointer(rebasing: $0[Int(run.bytes.start)..<Int(run.bytes.end)]))
            }
        }
        var joined: [UInt8] = []
        for run in TextRuns(storage: storage, upcoming: first) {
            joined.append(contentsOf: storage.decoded[Int(run.bytes.start)..<Int(run.bytes.end)])
        }
        return try joined.withUnsafeBufferPointer(body)
    }

    /// Whether ``text`` contains anything but XML's white space: space, tab, line feed, carriage return.
    public var hasNonBlankText: Bool {
        for run in TextRuns(storage: storage, upcoming: record.firstRun) where !storage.isBlank(run.bytes) { return true }
        return false
    }
}

/// The runs of text of one element, in order.
struct TextRuns: Sequence, IteratorProtocol {
    let storage: XMLStorage
    var upcoming: UInt32

    mutating func next() -> TextRun? {
        guard upcoming != noIndex else { return nil }
        let run = storage.runs[Int(upcoming)]
        upcoming = run.next
        return run
    }
}

extension XMLStorage {
    /// Returns whether decoded bytes are white space only.
    func isBlank(_ range: ByteRange) -> Bool {
        decoded.withUnsafeBufferPointer { $0[Int(range.start)..<Int(range.end)].allSatisfy(XMLCharacters.isWhiteSpace) }
    }
}
