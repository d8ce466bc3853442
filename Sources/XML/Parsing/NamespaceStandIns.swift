internal import CLibXML2
import Glibc

/// What libxml2 reads in place of a document's namespace names: a letter, a colon and another letter, the same for equal names.
///
/// libxml2 parses each namespace name as a URI and at most warns about it, which takes 1,500 instructions for a name of ordinary length.
/// A stand-in takes 300. A document gets stand-ins for all its names or for none.
struct NamespaceStandIns {
    /// The most different names that get stand-ins. An ordinary message has three to six.
    private static let most = 16
    /// The most declarations of a document with stand-ins. The memory for them is kept for the next document.
    private static let mostDeclarations = 64
    /// The number of bytes of a stand-in.
    private static let length = 3
    /// The fewest bytes of a name that gets one. Together with the rule for all or none, no name is like a stand-in.
    private static let least = 8
    /// The names for which libxml2 has rules of its own (Namespaces in XML 1.0, section 3).
    private static let special: [StaticString] = ["http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/"]

    private var source = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    /// The values of the document's declarations, with the place of each in `names`. Empty if there are no stand-ins.
    private var values: ContiguousArray<(range: ByteRange, name: Int)> = []
    /// The different names.
    private var names: ContiguousArray<ByteRange> = []

    /// Finds the different names among the values of a document's declarations.
    mutating func begin(_ source: UnsafeBufferPointer<UInt8>, _ declared: ContiguousArray<ByteRange>) {
        self.source = source
        values.removeAll(keepingCapacity: true)
        names.removeAll(keepingCapacity: true)
        guard declared.count <= Self.mostDeclarations else { return }
        for range in declared {
            // An empty value ends a binding, and has no stand-in.
            guard !range.isEmpty else { continue }
            guard isPlain(range), let name = index(of: range) else { return values.removeAll(keepingCapacity: true) }
            values.append((range, name))
        }
    }

    /// Writes the text for libxml2 into a buffer with room for the source: the source with a stand-in in place of each name. Returns the
    /// number of bytes.
    func write(into text: UnsafeMutableBufferPointer<UInt8>) -> Int {
        var (read, written) = (0, 0)
        func copy(before end: Int) {
            UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(text)[written...])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(source)[read..<end]))
            written += end - read
        }
        for (range, name) in values {
            copy(before: Int(range.start))
            text[written] = Self.letter
            text[written + 1] = 0x3A
            text[written + 2] = Self.letter + UInt8(truncatingIfNeeded: name)
            written += Self.length
            read = Int(range.end)
        }
        copy(before: source.count)
        return written
    }

    /// Returns the offset in the source for one in the text for libxml2.
    func sourceOffset(of offset: Int) -> Int {
        var removed = 0
        for (range, _) in values {
            guard offset >= Int(range.start) - removed + Self.length else { break }
            removed += Int(range.end) - Int(range.start) - Self.length
        }
        return offset + removed
    }

    /// Returns the name for which a stand-in stands, or nil if the text from libxml2 is none.
    func name(for text: UnsafePointer<xmlChar>?) -> UnsafeBufferPointer<UInt8>? {
        // Where there are stand-ins, libxml2 reports no other names.
        guard !values.isEmpty, let text, text[0] == Self.letter else { return nil }
        let name = Int(text[Self.length - 1]) - Int(Self.letter)
        return names.indices.contains(name) ? bytes(of: names[name]) : nil
    }

    private static let letter = UInt8(ascii: "a")

    /// Returns whether a value is its name as it stands: it contains no reference and no white space that libxml2 would change.
    private func isPlain(_ range: ByteRange) -> Bool {
        let bytes = bytes(of: range)
        guard bytes.count >= Self.least, !Self.hasMarkup(bytes) else { return false }
        return !Self.special.contains { Self.equal(bytes, UnsafeBufferPointer(start: $0.utf8Start, count: $0.utf8CodeUnitCount)) }
    }

    /// Returns whether any of the bytes is `&`, `<`, white space, a control character, or beyond ASCII. Looks at eight bytes at a time; there
    /// must be so many.
    private static func hasMarkup(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let raw = UnsafeRawBufferPointer(bytes)
        let each: UInt64 = 0x0101_0101_0101_0101
        var position = 0
        while position < raw.count {
            // The last eight may have been looked at before.
            let word = raw.loadUnaligned(fromByteOffset: min(position, raw.count - 8), as: UInt64.self)
            let (ampersand, bracket) = (word ^ each &* 0x26, word ^ each &* 0x3C)
            // Subtracting sets the high bit of a byte that is too small, and of no other byte of ASCII.
            let found = word | (word &- each &* 0x21) | (ampersand &- each) | (bracket &- each)
            if found & (each &* 0x80) != 0 { return true }
            position += 8
        }
        return false
    }

    /// Returns the place of a name in `names`. Adds it if it is new. Returns nil if there are too many.
    private mutating func index(of range: ByteRange) -> Int? {
        for index in names.indices where Self.equal(bytes(of: names[index]), bytes(of: range)) { return index }
        guard names.count < Self.most else { return nil }
        names.append(range)
        return names.count - 1
    }

    private func bytes(of range: ByteRange) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: source[Int(range.start)..<Int(range.end)])
    }

    private static func equal(_ one: UnsafeBufferPointer<UInt8>, _ other: UnsafeBufferPointer<UInt8>) -> Bool {
        guard one.count == other.count, let first = one.baseAddress, let second = other.baseAddress else { return false }
        return memcmp(first, second, one.count) == 0
    }
}
