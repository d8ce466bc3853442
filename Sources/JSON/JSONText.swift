/// Places in a JSON text.
enum JSONText {
    /// Returns the index after the string that begins with the quotation mark at `start`, or the end of the text if the
    /// string is not closed.
    static func endOfString(at start: Int, in text: ArraySlice<UInt8>) -> Int {
        var index = start + 1
        while index < text.endIndex {
            switch text[index] {
            case UInt8(ascii: "\""): return index + 1
            case UInt8(ascii: "\\"): index += 2
            default: index += 1
            }
        }
        return text.endIndex
    }

    /// Returns the line and column of a byte, both counted from 1.
    static func place(of index: Int, in text: ArraySlice<UInt8>) -> (line: Int, column: Int) {
        let before = text[..<min(index, text.endIndex)]
        let newline = UInt8(ascii: "\n")
        let line = before.reduce(1) { $1 == newline ? $0 + 1 : $0 }
        let lineStart = before.lastIndex(of: newline).map { $0 + 1 } ?? text.startIndex
        return (line, before.endIndex - lineStart + 1)
    }
}
