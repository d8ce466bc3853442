import CPostgreSQL

/// The rows that a statement returned, in the binary form of the protocol.
final class ResultRows {
    fileprivate let pointer: OpaquePointer

    /// Takes over a result of libpq.
    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        PQclear(pointer)
    }

    var count: Int { Int(PQntuples(pointer)) }

    /// The number of rows that the statement inserted, changed or deleted.
    var changed: Int { Int(String(cString: PQcmdTuples(pointer))) ?? 0 }

    var first: ResultRow? { count > 0 ? ResultRow(rows: self, index: 0) : nil }

    func map<Result>(_ body: (ResultRow) -> Result) -> [Result] {
        (0..<Int32(count)).map { body(ResultRow(rows: self, index: $0)) }
    }
}

/// A row of a result. A column that is NULL or of another type gives zero or nothing.
struct ResultRow {
    let rows: ResultRows
    let index: Int32

    private func bytes(_ column: Int32) -> UnsafeBufferPointer<UInt8>? {
        guard PQgetisnull(rows.pointer, index, column) == 0, let start = PQgetvalue(rows.pointer, index, column) else { return nil }
        let count = Int(PQgetlength(rows.pointer, index, column))
        return UnsafeBufferPointer(start: UnsafeRawPointer(start).assumingMemoryBound(to: UInt8.self), count: count)
    }

    func optionalInt(_ column: Int32) -> Int64? { bytes(column).map { BinaryReader.int($0[...]) } }
    func int(_ column: Int32) -> Int64 { optionalInt(column) ?? 0 }
    func bool(_ column: Int32) -> Bool { bytes(column)?.first == 1 }
    func optionalText(_ column: Int32) -> String? { bytes(column).map(StoredText.text(of:)) }
    func text(_ column: Int32) -> String { optionalText(column) ?? "" }
    func blob(_ column: Int32) -> [UInt8] { bytes(column).map { Array($0) } ?? [] }

    /// The text of a column with JSON. Its binary form begins with a version.
    func json(_ column: Int32) -> [UInt8] { bytes(column).map { Array($0.dropFirst()) } ?? [] }
    func document(_ column: Int32) -> [String: String] { Document.members(of: json(column)) }

    func optionalInts(_ column: Int32) -> [Int64?] { elements(column) { $0.map(BinaryReader.int) } }
    func ints(_ column: Int32) -> [Int64] { optionalInts(column).map { $0 ?? 0 } }
    func optionalTexts(_ column: Int32) -> [String?] {
        elements(column) { $0.map { StoredText.text(of: UnsafeBufferPointer(rebasing: $0)) } }
    }
    func texts(_ column: Int32) -> [String] { optionalTexts(column).map { $0 ?? "" } }

    /// The elements of an array with one dimension.
    private func elements<Element>(_ column: Int32, _ element: (Slice<UnsafeBufferPointer<UInt8>>?) -> Element) -> [Element] {
        guard let bytes = bytes(column) else { return [] }
        var reader = BinaryReader(bytes)
        guard reader.int32() == 1 else { return [] }
        reader.skip(8)
        let count = max(0, reader.int32())
        reader.skip(4)
        var elements: [Element] = []
        for _ in 0..<count {
            guard reader.hasMore else { break }
            let length = reader.int32()
            elements.append(element(length < 0 ? nil : reader.take(Int(length))))
        }
        return elements
    }
}

/// Reads numbers and parts of bytes. What is missing at the end counts as zero.
struct BinaryReader {
    private var rest: Slice<UnsafeBufferPointer<UInt8>>

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        rest = bytes[...]
    }

    var hasMore: Bool { !rest.isEmpty }

    mutating func skip(_ count: Int) { rest = rest.dropFirst(count) }

    mutating func take(_ count: Int) -> Slice<UnsafeBufferPointer<UInt8>> {
        defer { skip(count) }
        return rest.prefix(count)
    }

    mutating func int32() -> Int32 { Int32(truncatingIfNeeded: Self.int(take(4))) }

    /// Returns a whole number of any width, the most significant byte first.
    static func int(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int64 {
        guard let first = bytes.first else { return 0 }
        return bytes.dropFirst().reduce(Int64(Int8(bitPattern: first))) { $0 << 8 | Int64($1) }
    }
}
