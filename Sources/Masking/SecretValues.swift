import Glibc
import HTTP

/// The secrets of one exchange, in the spellings in which they could stand elsewhere in it.
package struct SecretValues {
    /// A spelling, and whether it is masked inside of longer words.
    private struct Spelling: Hashable {
        let bytes: [UInt8]
        let isLong: Bool
        let substitute: String
    }

    private var spellings: Set<Spelling> = []
    private var known: Set<String> = []

    /// The greatest number of secrets that are looked for.
    private let limit: Int
    /// Shorter secrets are masked only where they stand alone. A password `123` must not hide every number.
    package static let longLength = 6

    /// Creates an empty list. One exchange has a handful of secrets.
    package init(limit: Int = 64) {
        self.limit = limit
    }

    /// Adds a secret, with what takes its place. A text of one byte is none. If `onlyAlone` is true, it is not masked inside of longer words,
    /// whatever its length. If `isSpelled` is true, what takes its place is spelled as the secret was, and Base64 stays.
    package mutating func add(
        _ secret: String, substitute: String = SecretNames.mark, onlyAlone: Bool = false, isSpelled: Bool = false
    ) {
        guard secret.utf8.count > 1, secret != SecretNames.mark, known.count < limit, known.insert(secret).inserted else { return }
        let texts = Self.spellings(of: secret)
        let substitutes = isSpelled ? Self.spellings(of: substitute) : Array(repeating: substitute, count: texts.count)
        let isLong = secret.utf8.count >= Self.longLength
        for (text, substitute) in zip(texts, substitutes) {
            spellings.insert(Spelling(bytes: Array(text.utf8), isLong: isLong && !onlyAlone, substitute: substitute))
        }
        guard isLong, !isSpelled else { return }
        for text in Self.base64(Array(secret.utf8)) { spellings.insert(Spelling(bytes: text, isLong: true, substitute: substitute)) }
    }

    /// Returns a text as it is, in percent-encoding, in XML and in JSON: always the same number of spellings, in the same order.
    private static func spellings(of text: String) -> [String] {
        let percent = PercentEncoding.encode(text)
        return [text, percent, percent.replacing("%20", with: "+"), loweringEscapes(in: percent)] + XMLSpelling.encoded(text)
            + JSONSpelling.encoded(text)
    }

    /// Returns whether bytes have one of the secrets in them, in one of its spellings.
    package func areIn(_ bytes: [UInt8]) -> Bool {
        spellings.contains { spelling in
            Self.places(of: spelling.bytes, in: bytes).contains { spelling.isLong || Self.standsAlone($0, in: bytes) }
        }
    }

    /// Returns a text with a mark in place of each secret.
    package func masked(_ text: String) -> String {
        guard !spellings.isEmpty, !text.isEmpty else { return text }
        return String(decoding: masked(Array(text.utf8)), as: UTF8.self)
    }

    /// Returns bytes with a mark in place of each secret.
    package func masked(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        // Longer spellings go first, so that none is cut by a shorter one inside of it.
        for spelling in spellings.sorted(by: { $0.bytes.count > $1.bytes.count }) {
            let places = Self.places(of: spelling.bytes, in: bytes).filter { spelling.isLong || Self.standsAlone($0, in: bytes) }
            guard !places.isEmpty else { continue }
            var output: [UInt8] = []
            var start = 0
            for place in places where place.lowerBound >= start {
                output.append(contentsOf: bytes[start..<place.lowerBound])
                output.append(contentsOf: spelling.substitute.utf8)
                start = place.upperBound
            }
            output.append(contentsOf: bytes[start...])
            bytes = output
        }
        return bytes
    }

    private static func standsAlone(_ place: Range<Int>, in bytes: [UInt8]) -> Bool {
        func isWord(_ index: Int) -> Bool {
            guard bytes.indices.contains(index) else { return false }
            switch bytes[index] {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x80...: return true
            default: return false
            }
        }
        return !isWord(place.lowerBound - 1) && !isWord(place.upperBound)
    }

    private static func places(of text: [UInt8], in bytes: [UInt8]) -> [Range<Int>] {
        var places: [Range<Int>] = []
        guard let first = text.first, text.count <= bytes.count else { return [] }
        bytes.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return }
            var start = 0
            let last = bytes.count - text.count
            while start <= last, let found = memchr(base + start, Int32(first), last - start + 1) {
                let index = UnsafeRawPointer(found) - UnsafeRawPointer(base)
                if bytes[index..<index + text.count].elementsEqual(text) {
                    places.append(index..<index + text.count)
                    start = index + text.count
                } else {
                    start = index + 1
                }
            }
        }
        return places
    }

    private static func loweringEscapes(in text: String) -> String {
        var bytes = Array(text.utf8)
        for index in bytes.indices where bytes[index] == UInt8(ascii: "%") && index + 2 < bytes.count {
            for digit in [index + 1, index + 2] where (0x41...0x46).contains(bytes[digit]) { bytes[digit] |= 0x20 }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Returns the Base64 of a text at each of its three places in a longer one, without the digits that depend on what is
    /// around it.
    private static func base64(_ bytes: [UInt8]) -> [[UInt8]] {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        return (0..<3).map { offset in
            let padded = Array(repeating: UInt8(0), count: offset) + bytes
            let whole = padded.count * 8 / 6
            let first = (offset * 8 + 5) / 6
            return (first..<whole).map { digit in
                let bit = digit * 6
                let pair = UInt16(padded[bit / 8]) << 8 | (bit / 8 + 1 < padded.count ? UInt16(padded[bit / 8 + 1]) : 0)
                return digits[Int(pair >> UInt16(10 - bit % 8) & 63)]
            }
        }
    }
}
