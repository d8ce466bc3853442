import HTTP

/// The mail addresses in a message, whatever is around them.
enum MailAddresses {
    private static let signs: [[UInt8]] = [Array("@".utf8), Array("%40".utf8)]

    /// Returns bytes in which each mail address is replaced. `value` returns nil for one that stays. In an address with an escape, such as
    /// `member%40example.org`, the replacement is escaped, too.
    static func replaced(in bytes: [UInt8], _ value: (String) -> String?) -> [UInt8] {
        signs.reduce(bytes) { bytes, sign in
            guard sign.count > 1 || bytes.contains(sign[0]) else { return bytes }
            return replaced(in: bytes, around: sign, value)
        }
    }

    private static func replaced(in bytes: [UInt8], around sign: [UInt8], _ value: (String) -> String?) -> [UInt8] {
        var output: [UInt8] = []
        var done = 0
        var index = 0
        while let place = bytes[index...].firstRange(of: sign) {
            index = place.upperBound
            var start = place.lowerBound
            while start > done, isOfAddress(bytes[start - 1]) { start -= 1 }
            // Not the digits of an escape in front of the address: `%27member%40example.org`.
            if start >= 1, bytes[start - 1] == percent { start = min(start + 2, place.lowerBound) }
            while start < place.lowerBound, !isAlphanumeric(bytes[start]) { start += 1 }
            var end = place.upperBound
            while end < bytes.count, isAlphanumeric(bytes[end]) || bytes[end] == dot || bytes[end] == hyphen { end += 1 }
            while end > place.upperBound, !isAlphanumeric(bytes[end - 1]) { end -= 1 }
            let domain = bytes[place.upperBound..<end]
            guard start < place.lowerBound, domain.contains(dot), bytes[..<start].last != UInt8(ascii: "{") else { continue }
            let text = String(decoding: bytes[start..<place.lowerBound], as: UTF8.self) + "@" + String(decoding: domain, as: UTF8.self)
            guard let made = value(text) else { continue }
            output += bytes[done..<start]
            output += Array((sign.count > 1 && !made.hasPrefix("{{") ? PercentEncoding.encode(made) : made).utf8)
            done = end
            index = end
        }
        return output + bytes[done...]
    }

    private static let dot = UInt8(ascii: "."), hyphen = UInt8(ascii: "-"), percent = UInt8(ascii: "%")

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private static func isOfAddress(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || [dot, hyphen, 0x5F, 0x2B].contains(byte) }
}
