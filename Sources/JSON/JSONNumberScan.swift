/// One pass over a text before the library reads it: how deep it nests, and how its numbers are spelled, which the library forgets.
///
/// The scan takes any bytes; whether they are JSON is for the library to say.
struct JSONNumberScan {
    /// The numbers' spellings, in order.
    private(set) var numbers: [String] = []

    /// Scans a text. Refuses nesting deeper than ``JSON/maximumDepth``.
    init(_ text: ArraySlice<UInt8>) throws(JSONError) {
        var depth = 0
        var index = text.startIndex
        while index < text.endIndex {
            switch text[index] {
            case UInt8(ascii: "\""):
                index = JSONText.endOfString(at: index, in: text)
                continue
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                guard depth <= JSON.maximumDepth else {
                    let place = JSONText.place(of: index, in: text)
                    throw JSONError(line: place.line, column: place.column, message: "nested deeper than \(JSON.maximumDepth) levels")
                }
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                depth -= 1
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                let end = text[index...].firstIndex { !Self.isNumberByte($0) } ?? text.endIndex
                numbers.append(String(decoding: text[index..<end], as: UTF8.self))
                index = end
                continue
            default: break
            }
            index += 1
        }
    }

    private static func isNumberByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"),
            UInt8(ascii: "E"):
            true
        default: false
        }
    }
}

/// Places in a JSON text.
enum JSONText {
    /// The index behind the string that begins with the quotation mark at `start`; the end of the text when it is not closed.
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

    /// Line and column, both counted from 1, of a byte.
    static func place(of index: Int, in text: ArraySlice<UInt8>) -> (line: Int, column: Int) {
        let before = text[..<min(index, text.endIndex)]
        let newline = UInt8(ascii: "\n")
        let line = before.reduce(1) { $1 == newline ? $0 + 1 : $0 }
        let lineStart = before.lastIndex(of: newline).map { $0 + 1 } ?? text.startIndex
        return (line, before.endIndex - lineStart + 1)
    }
}
