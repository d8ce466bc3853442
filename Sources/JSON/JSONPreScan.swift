/// One pass over a text before the library reads it. It determines what the text would cost, and how its numbers are
/// spelled, which the library does not keep.
///
/// The scan accepts any bytes. The library decides whether they are JSON, with one exception: the library ignores a NUL
/// after a number or a literal, so the scan refuses a NUL between values.
struct JSONPreScan {
    /// The ranges of the numbers, in order.
    private(set) var numbers: [Range<Int>] = []

    private let limits: JSONLimits
    /// The number of commas in each open array or object, outermost first. The first entry counts commas outside of
    /// all.
    private var commas = [0]
    /// The number of values: the outermost, and in each array or object the first one and one after each comma.
    private var values = 1

    /// Scans a text and enforces the limits.
    init(_ text: ArraySlice<UInt8>, limits: JSONLimits) throws(JSONError) {
        self.limits = limits
        // The last string found, without its quotation marks.
        var string = text.startIndex..<text.startIndex
        var index = text.startIndex
        // Whether each open level is an object, one bit for each.
        var objects: UInt64 = 0
        while index < text.endIndex {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "\""):
                let end = JSONText.endOfString(at: index, in: text)
                string = index + 1..<max(index + 1, end - 1)
                index = end
                continue
            case UInt8(ascii: ":"):
                guard string.count <= limits.nameBytes else {
                    throw Self.error("a name is longer than \(limits.nameBytes) bytes", string.lowerBound, text)
                }
            case UInt8(ascii: ","): try countComma(inObject: objects & 1 == 1, index, text)
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                guard commas.count <= JSON.maximumDepth else {
                    throw Self.error("nested deeper than \(JSON.maximumDepth) levels", index, text)
                }
                commas.append(0)
                objects = objects << 1 | (byte == UInt8(ascii: "{") ? 1 : 0)
                if !Self.isClosed(behind: index, text) { try countValue(index, text) }
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                if commas.count > 1 { commas.removeLast() }
                objects >>= 1
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                index = try number(index, text)
                continue
            case 0: throw Self.error("there is a NUL between values", index, text)
            default: break
            }
            index += 1
        }
    }

    /// Returns whether an opening bracket is followed directly by its closing one.
    private static func isClosed(behind opening: Int, _ text: ArraySlice<UInt8>) -> Bool {
        var index = opening + 1
        while index < text.endIndex, text[index] == 0x20 || text[index] == 0x0A || text[index] == 0x0D || text[index] == 0x09 { index += 1 }
        return index < text.endIndex && (text[index] == UInt8(ascii: "]") || text[index] == UInt8(ascii: "}"))
    }

    private mutating func countComma(inObject: Bool, _ index: Int, _ text: ArraySlice<UInt8>) throws(JSONError) {
        let level = commas.count - 1
        commas[level] += 1
        guard commas[level] < (inObject ? limits.membersPerObject : limits.elementsPerArray) else {
            let what =
                inObject
                ? "an object has more than \(limits.membersPerObject) members"
                : "an array has more than \(limits.elementsPerArray) elements"
            throw Self.error(what, index, text)
        }
        try countValue(index, text)
    }

    private mutating func countValue(_ index: Int, _ text: ArraySlice<UInt8>) throws(JSONError) {
        values += 1
        guard values <= limits.values else { throw Self.error("there are more than \(limits.values) values", index, text) }
    }

    private mutating func number(_ start: Int, _ text: ArraySlice<UInt8>) throws(JSONError) -> Int {
        var end = start + 1
        while end < text.endIndex, Self.isNumberByte(text[end]) { end += 1 }
        guard end - start <= limits.numberBytes else {
            throw Self.error("a number is longer than \(limits.numberBytes) bytes", start, text)
        }
        // Numbers without a comma between them are not JSON, but they cost as much until the library notices.
        guard numbers.count < limits.values else { throw Self.error("there are more than \(limits.values) values", start, text) }
        numbers.append(start..<end)
        return end
    }

    private static func error(_ message: String, _ index: Int, _ text: ArraySlice<UInt8>) -> JSONError {
        let place = JSONText.place(of: index, in: text)
        return JSONError(line: place.line, column: place.column, message: message)
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
