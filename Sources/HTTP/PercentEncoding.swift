import Text

/// Percent-decoding and percent-encoding of URLs and forms (RFC 3986, section 2.1; the form encoding of the URL
/// standard).
public enum PercentEncoding {
    /// Decodes `%XX`, and with `plusIsBlank` also `+`, as forms and queries require. A `%` without two hexadecimal
    /// digits after it stays unchanged. Throws if the decoded bytes are not UTF-8.
    public static func decode(_ text: some StringProtocol, plusIsBlank: Bool) throws(NotUTF8) -> String {
        try decode(Array(text.utf8)[...], plusIsBlank: plusIsBlank)
    }

    /// Decodes bytes in the same way.
    public static func decode(_ bytes: ArraySlice<UInt8>, plusIsBlank: Bool) throws(NotUTF8) -> String {
        try NotUTF8.text(of: decodedBytes(bytes, plusIsBlank: plusIsBlank))
    }

    /// Returns the decoded bytes, whatever their encoding.
    static func decodedBytes(_ bytes: ArraySlice<UInt8>, plusIsBlank: Bool) -> ArraySlice<UInt8> {
        guard bytes.contains(where: { $0 == 0x25 || ($0 == 0x2B && plusIsBlank) }) else { return bytes }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            index += 1
            if byte == 0x25, bytes.endIndex - index >= 2, let high = ASCII.hexValue(bytes[index]),
                let low = ASCII.hexValue(bytes[index + 1])
            {
                decoded.append(high << 4 | low)
                index += 2
            } else {
                decoded.append(byte == 0x2B && plusIsBlank ? 0x20 : byte)
            }
        }
        return decoded[...]
    }

    /// Encodes everything except the unreserved characters of RFC 3986, section 2.3.
    public static func encode(_ text: String) -> String {
        encode(text.utf8) { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
            default: false
            }
        }
    }

    /// Encodes only the bytes beyond ASCII. The result is valid text for any bytes.
    public static func encodeBeyondASCII(_ bytes: some Sequence<UInt8>) -> String {
        encode(bytes) { $0 < 0x80 }
    }

    private static func encode(_ bytes: some Sequence<UInt8>, except stays: (UInt8) -> Bool) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var encoded: [UInt8] = []
        for byte in bytes {
            if stays(byte) {
                encoded.append(byte)
            } else {
                encoded.append(0x25)
                encoded.append(digits[Int(byte >> 4)])
                encoded.append(digits[Int(byte & 15)])
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}
