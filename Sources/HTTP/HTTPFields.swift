import Text

/// Header fields in the order they were sent. Repeated fields are kept apart.
///
/// One byte buffer holds all names and values. Copying a message from a server therefore costs two allocations, and a
/// String is created only for a field that is read. Names are compared without letter case (RFC 9110, section 5.1).
public struct HTTPFields: Sendable {
    @usableFromInline
    struct Entry: Sendable {
        @usableFromInline var name: Range<Int>
        @usableFromInline var value: Range<Int>

        @usableFromInline
        init(name: Range<Int>, value: Range<Int>) {
            self.name = name
            self.value = value
        }
    }

    private var buffer: [UInt8]
    private var entries: [Entry]

    /// Creates an empty list.
    public init() {
        buffer = []
        entries = []
    }

    /// Creates an empty list with room for this many fields and bytes.
    public init(capacity: Int, bytes: Int) {
        self.init()
        buffer.reserveCapacity(bytes)
        entries.reserveCapacity(capacity)
    }

    /// The number of fields. Each repetition counts.
    public var count: Int { entries.count }

    /// Whether there are no fields.
    public var isEmpty: Bool { entries.isEmpty }

    /// Appends a field that the program writes.
    public mutating func append(_ name: StaticString, _ value: HTTPFieldValue) {
        name.withUTF8Buffer { name in
            append(name: UnsafeRawBufferPointer(name), value: value)
        }
    }

    /// Appends a field with a name known only at run time. Returns false and appends nothing if the name is not a token
    /// (RFC 9110, section 5.6.2).
    @discardableResult
    public mutating func append(name: String, _ value: HTTPFieldValue) -> Bool {
        guard !name.isEmpty, name.utf8.allSatisfy(ASCII.isTokenByte) else { return false }
        var name = name
        name.withUTF8 { append(name: UnsafeRawBufferPointer($0), value: value) }
        return true
    }

    /// Appends a field as it was received. The caller must have checked the bytes.
    public mutating func append(receivedName name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
        let start = buffer.count
        buffer.append(contentsOf: name)
        let middle = buffer.count
        buffer.append(contentsOf: value)
        entries.append(Entry(name: start..<middle, value: middle..<buffer.count))
    }

    private mutating func append(name: UnsafeRawBufferPointer, value: HTTPFieldValue) {
        var text = value.text
        text.withUTF8 { append(receivedName: name, value: UnsafeRawBufferPointer($0)) }
    }

    /// Removes every field of this name and appends one.
    public mutating func set(_ name: StaticString, _ value: HTTPFieldValue) {
        remove(name)
        append(name, value)
    }

    /// Removes every field of this name.
    public mutating func remove(_ name: StaticString) {
        entries = entries.filter { !matches($0, name) }
    }

    /// Returns the value of the first field of this name, or nil.
    public func first(_ name: StaticString) -> String? {
        for entry in entries where matches(entry, name) {
            return text(entry.value)
        }
        return nil
    }

    /// Returns the value of a field that may be sent only once, or nil if it was not sent or was repeated. An
    /// intermediary may have used another of the repeated values (RFC 9110, section 8.3), so none of them can be
    /// trusted.
    public func only(_ name: StaticString) -> String? {
        var found: Entry?
        for entry in entries where matches(entry, name) {
            guard found == nil else { return nil }
            found = entry
        }
        return found.map { text($0.value) }
    }

    /// Returns all values sent under this name, joined into one (RFC 9110, section 5.3), or nil if there is none.
    public func combined(_ name: StaticString) -> String? {
        var combined: String?
        for entry in entries where matches(entry, name) {
            combined = combined.map { "\($0), \(text(entry.value))" } ?? text(entry.value)
        }
        return combined
    }

    /// Returns all values sent under this name, in order.
    public func all(_ name: StaticString) -> [String] {
        var values: [String] = []
        for entry in entries where matches(entry, name) { values.append(text(entry.value)) }
        return values
    }

    /// Returns whether a field of this name was sent.
    public func contains(_ name: StaticString) -> Bool {
        entries.contains { matches($0, name) }
    }

    /// All fields as they were sent, for messages that are stored or shown.
    public var all: [(name: String, value: String)] {
        entries.map { (text($0.name), text($0.value)) }
    }

    /// Calls `body` with the bytes of each field, in order.
    public func withEach(_ body: (_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Void) {
        buffer.withUnsafeBytes { bytes in
            for entry in entries {
                body(UnsafeRawBufferPointer(rebasing: bytes[entry.name]), UnsafeRawBufferPointer(rebasing: bytes[entry.value]))
            }
        }
    }

    private func matches(_ entry: Entry, _ name: StaticString) -> Bool {
        guard entry.name.count == name.utf8CodeUnitCount else { return false }
        return buffer.withUnsafeBufferPointer { bytes in
            name.withUTF8Buffer { name in
                for index in 0..<name.count {
                    let (one, other) = (bytes[entry.name.lowerBound + index], name[index])
                    if one != other, ASCII.lowercased(one) != ASCII.lowercased(other) { return false }
                }
                return true
            }
        }
    }

    // MARK: One piece of memory

    /// The number of bytes that ``pack(into:)`` writes.
    public var packedCount: Int { Self.packedWord * (1 + 3 * entries.count) + buffer.count }

    /// Writes the list to memory of ``packedCount`` bytes, for keeping it in one piece.
    public func pack(into memory: UnsafeMutableRawBufferPointer) {
        var offset = 0
        func add(_ number: Int) {
            memory.storeBytes(of: UInt32(truncatingIfNeeded: number), toByteOffset: offset, as: UInt32.self)
            offset += Self.packedWord
        }
        add(entries.count)
        for entry in entries {
            add(entry.name.lowerBound)
            add(entry.value.lowerBound)
            add(entry.value.upperBound)
        }
        UnsafeMutableRawBufferPointer(rebasing: memory[offset...]).copyBytes(from: buffer)
    }

    /// Creates the list that ``pack(into:)`` wrote.
    public init(packed memory: UnsafeRawBufferPointer) {
        func number(_ index: Int) -> Int { Int(memory.loadUnaligned(fromByteOffset: index * Self.packedWord, as: UInt32.self)) }
        let count = number(0)
        entries = (0..<count).map { index in
            let value = number(3 * index + 2)
            return Entry(name: number(3 * index + 1)..<value, value: value..<number(3 * index + 3))
        }
        buffer = Array(memory[(Self.packedWord * (1 + 3 * count))...])
    }

    /// The size of a number in a packed list. No message comes near four gigabytes.
    private static let packedWord = 4

    private func text(_ range: Range<Int>) -> String {
        buffer.withUnsafeBufferPointer { String(decoding: UnsafeBufferPointer(rebasing: $0[range]), as: UTF8.self) }
    }
}
