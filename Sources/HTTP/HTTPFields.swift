import Text

/// Header fields in the order they were sent, repeated ones kept apart.
///
/// All names and values lie in one byte buffer: taking a message over from a server costs two allocations, and a String is made only of a
/// field that somebody asks for. Names compare without letter case (RFC 9110, section 5.1).
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

    /// No fields.
    public init() {
        buffer = []
        entries = []
    }

    /// No fields yet, with room for them.
    public init(capacity: Int, bytes: Int) {
        self.init()
        buffer.reserveCapacity(bytes)
        entries.reserveCapacity(capacity)
    }

    /// How many fields there are, repeated ones counted each.
    public var count: Int { entries.count }

    /// Whether there is no field.
    public var isEmpty: Bool { entries.isEmpty }

    /// Appends a field the program writes.
    public mutating func append(_ name: StaticString, _ value: HTTPFieldValue) {
        name.withUTF8Buffer { name in
            append(name: UnsafeRawBufferPointer(name), value: value)
        }
    }

    /// Appends a field whose name is known only at run time; names that are no token (RFC 9110, section 5.6.2) are refused.
    @discardableResult
    public mutating func append(name: String, _ value: HTTPFieldValue) -> Bool {
        guard !name.isEmpty, name.utf8.allSatisfy(ASCII.isTokenByte) else { return false }
        var name = name
        name.withUTF8 { append(name: UnsafeRawBufferPointer($0), value: value) }
        return true
    }

    /// Appends a field as it was received. The caller vouches that a server's gate has looked at the bytes.
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

    /// Takes every field of this name away and puts one in their place, at the end.
    public mutating func set(_ name: StaticString, _ value: HTTPFieldValue) {
        remove(name)
        append(name, value)
    }

    /// Takes every field of this name away.
    public mutating func remove(_ name: StaticString) {
        entries = entries.filter { !matches($0, name) }
    }

    /// The first field of this name.
    public func first(_ name: StaticString) -> String? {
        for entry in entries where matches(entry, name) {
            return text(entry.value)
        }
        return nil
    }

    /// The value of a field that may be sent once only; nil when it was not sent or repeated. Whoever is in between may have gone by another
    /// of the repeated ones (RFC 9110, section 8.3), so they say nothing.
    public func only(_ name: StaticString) -> String? {
        var found: Entry?
        for entry in entries where matches(entry, name) {
            guard found == nil else { return nil }
            found = entry
        }
        return found.map { text($0.value) }
    }

    /// All values sent under this name, joined as one (RFC 9110, section 5.3); nil when there is none.
    public func combined(_ name: StaticString) -> String? {
        var combined: String?
        for entry in entries where matches(entry, name) {
            combined = combined.map { "\($0), \(text(entry.value))" } ?? text(entry.value)
        }
        return combined
    }

    /// All values sent under this name, in order.
    public func all(_ name: StaticString) -> [String] {
        var values: [String] = []
        for entry in entries where matches(entry, name) { values.append(text(entry.value)) }
        return values
    }

    /// Whether a field of this name was sent.
    public func contains(_ name: StaticString) -> Bool {
        entries.contains { matches($0, name) }
    }

    /// All fields as they were sent, for messages that are stored or shown.
    public var all: [(name: String, value: String)] {
        entries.map { (text($0.name), text($0.value)) }
    }

    /// Calls `body` with each field's bytes, in order.
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

    private func text(_ range: Range<Int>) -> String {
        buffer.withUnsafeBufferPointer { String(decoding: UnsafeBufferPointer(rebasing: $0[range]), as: UTF8.self) }
    }
}
