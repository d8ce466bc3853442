import Glibc
import Synchronization

/// An encoding with one byte for each character that equals ASCII below 0x80: ISO-8859-1 to -16, Windows code pages of
/// the same kind, KOI8-R and KOI8-U.
///
/// The C library's `iconv` supplies the characters. It converts each byte once and separately. If it got whole texts,
/// it would combine a letter with the mark after it in windows-1255 and windows-1258, and two different passwords would
/// become one.
public struct SingleByteCharset: Hashable, Sendable {
    /// The C library's name for it.
    private let name: String

    /// Creates the charset with a name in lower case. Returns nil if there is none.
    init?(lowercasedName name: String) {
        let plain = name.replacing("_", with: "-")
        switch plain {
        case "latin1", "l1": self.name = "ISO-8859-1"
        case "iso-8859-8-i": self.name = "ISO-8859-8"
        case "koi8-r", "koi8-u": self.name = plain.uppercased()
        default:
            if let part = Self.number(in: plain, after: ["iso-8859-", "iso8859-"]), Self.parts.contains(part) {
                self.name = "ISO-8859-\(part)"
            } else if let page = Self.number(in: plain, after: ["windows-", "cp", "x-cp"]), Self.pages.contains(page) {
                self.name = "CP\(page)"
            } else {
                return nil
            }
        }
    }

    /// ISO-8859 has no part 12.
    private static let parts = Set(1...16).subtracting([12])
    private static let pages = Set([874] + Array(1250...1258))

    private static func number(in name: String, after prefixes: [String]) -> Int? {
        guard let prefix = prefixes.first(where: name.hasPrefix) else { return nil }
        let digits = name.dropFirst(prefix.count)
        guard let number = Int(digits), String(number) == digits else { return nil }
        return number
    }

    /// Returns the text of bytes, in UTF-8. Throws ``UndecodableByte`` at the first byte that is not a character.
    public func utf8(of bytes: ArraySlice<UInt8>) throws(UndecodableByte) -> [UInt8] {
        let table = Self.table(of: name)
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count + bytes.count / 8)
        for byte in bytes {
            guard byte >= 0x80 else {
                text.append(byte)
                continue
            }
            var rest = table[Int(byte & 0x7F)]
            guard rest != 0 else { throw UndecodableByte(before: text) }
            while rest != 0 {
                text.append(UInt8(truncatingIfNeeded: rest))
                rest >>= 8
            }
        }
        return text
    }

    /// The characters of the bytes from 0x80 on, in UTF-8, the lowest byte first. 0 for a byte that is not a character.
    private typealias Table = [UInt32]

    private static let tables = Mutex<[String: Table]>([:])

    private static func table(of name: String) -> Table {
        tables.withLock { tables in
            if let table = tables[name] { return table }
            let table = makeTable(name)
            tables[name] = table
            return table
        }
    }

    /// Converts each byte. If the C library's converters are not installed, no byte from 0x80 on is a character.
    private static func makeTable(_ name: String) -> Table {
        // UTF-32 in the machine's own order, without a byte order mark.
        guard let converter = iconv_open(UInt32(1).littleEndian == 1 ? "UTF-32LE" : "UTF-32BE", name),
            Int(bitPattern: converter) != -1
        else { return Array(repeating: 0, count: 128) }
        defer { iconv_close(converter) }
        return (UInt8(0x80)...0xFF).map { byte in
            // Reset the converter to its initial state.
            iconv(converter, nil, nil, nil, nil)
            var input = [CChar(bitPattern: byte)]
            var output = [UInt32(0), 0]
            let left = input.withUnsafeMutableBufferPointer { input in
                output.withUnsafeMutableBytes { output in
                    var (source, sourceLeft) = (input.baseAddress, 1)
                    var (target, targetLeft) = (output.baseAddress?.assumingMemoryBound(to: CChar.self), 8)
                    let result = iconv(converter, &source, &sourceLeft, &target, &targetLeft)
                    // Write the character that the converter may hold back to combine it with a mark.
                    guard result == 0, iconv(converter, nil, nil, &target, &targetLeft) == 0 else { return 8 }
                    return targetLeft
                }
            }
            guard left == 4, let character = Unicode.Scalar(output[0]) else { return 0 }
            return String(character).utf8.reversed().reduce(0) { $0 << 8 | UInt32($1) }
        }
    }
}

/// A byte that is not a character in its encoding.
public struct UndecodableByte: Error {
    /// The text before it, in UTF-8.
    public let before: [UInt8]

    init(before: [UInt8]) {
        self.before = before
    }
}
