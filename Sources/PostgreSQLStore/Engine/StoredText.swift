/// Texts as PostgreSQL keeps them. Its texts cannot contain NUL, and callers' texts can, so the code points 0 to 5 become
/// two code points each. Everything else stays as it is.
///
/// The two are a first one from 1 and 2 and a second one from 3, 4 and 5. So the stored texts have the same order by bytes
/// as the texts, and one is the beginning, the end or a part of another exactly if the texts are.
enum StoredText {
    private static let escaped: ClosedRange<UInt8> = 0...5
    private static let firsts: ClosedRange<UInt8> = 1...2
    private static let seconds: ClosedRange<UInt8> = 3...5

    /// Returns the bytes to store for a text.
    static func bytes(of text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        guard bytes.contains(where: escaped.contains) else { return bytes }
        var stored: [UInt8] = []
        for byte in bytes {
            if escaped.contains(byte) {
                stored += [firsts.lowerBound + byte / 3, seconds.lowerBound + byte % 3]
            } else {
                stored.append(byte)
            }
        }
        return stored
    }

    /// Returns the text of stored bytes.
    static func text(of stored: UnsafeBufferPointer<UInt8>) -> String {
        guard stored.contains(where: escaped.contains) else { return String(decoding: stored, as: UTF8.self) }
        var bytes: [UInt8] = []
        var first: UInt8?
        for byte in stored {
            if let lead = first {
                bytes.append(seconds.contains(byte) ? (lead - firsts.lowerBound) * 3 + byte - seconds.lowerBound : byte)
                first = nil
            } else if firsts.contains(byte) {
                first = byte
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Returns the text to store for a text.
    static func stored(_ text: String) -> String { String(decoding: bytes(of: text), as: UTF8.self) }

    /// Returns the text of a stored text.
    static func text(of stored: String) -> String {
        var stored = stored
        return stored.withUTF8(text(of:))
    }
}
