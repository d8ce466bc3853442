/// A text to find in others, in time that depends on the sum of the lengths and not on their product.
///
/// It is the algorithm of Knuth, Morris and Pratt, over bytes.
struct SearchText: Sendable {
    private let bytes: [UInt8]
    /// For each count of bytes that matched: how many of them still match if the text is moved on by the least distance.
    private let fallback: [Int]

    init(_ text: String) {
        bytes = Array(text.utf8)
        var fallback = [0, 0]
        var matched = 0
        for byte in bytes.dropFirst() {
            while matched > 0, bytes[matched] != byte { matched = fallback[matched] }
            if bytes[matched] == byte { matched += 1 }
            fallback.append(matched)
        }
        self.fallback = fallback
    }

    /// Returns whether the text is part of another. The empty text is part of every text.
    func occurs(in other: String) -> Bool {
        guard !bytes.isEmpty else { return true }
        var matched = 0
        for byte in other.utf8 {
            while matched > 0, bytes[matched] != byte { matched = fallback[matched] }
            if bytes[matched] == byte { matched += 1 }
            if matched == bytes.count { return true }
        }
        return false
    }
}
