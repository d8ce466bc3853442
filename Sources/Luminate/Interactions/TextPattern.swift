/// A text that is looked for in others, in any letter case.
///
/// A search takes time in proportion to the length of the text that is searched, by the algorithm of Knuth, Morris and Pratt. One that
/// compares at each place anew would let a caller multiply the lengths of both.
struct TextPattern: Sendable {
    private let bytes: [UInt8]
    /// For each beginning of the pattern, the length of the longest shorter beginning with which it ends.
    private let borders: [Int]

    init(_ text: String) {
        bytes = Array(text.lowercased().utf8)
        var borders = [Int](repeating: 0, count: bytes.count)
        var length = 0
        for index in bytes.indices.dropFirst() {
            while length > 0, bytes[index] != bytes[length] { length = borders[length - 1] }
            if bytes[index] == bytes[length] { length += 1 }
            borders[index] = length
        }
        self.borders = borders
    }

    /// Returns whether a text contains the pattern.
    func isIn(_ text: String) -> Bool {
        guard !bytes.isEmpty else { return true }
        var length = 0
        for byte in text.lowercased().utf8 {
            while length > 0, bytes[length] != byte { length = borders[length - 1] }
            if bytes[length] == byte { length += 1 }
            if length == bytes.count { return true }
        }
        return false
    }
}
