/// Finds the line of a value, so that an error in a file can name `file:line`.
public struct JSONLocator: Sendable {
    private let text: [UInt8]

    /// Creates a locator for a text that ``JSON/parse(_:limits:)`` has accepted. For any other text the lines are a
    /// guess.
    public init(_ text: [UInt8]) {
        self.text = text
    }

    /// Returns the line of the value at a path, counted from 1. If the last step is a member, this is the line of the
    /// member's name. If the path leads nowhere, this is the line of the last value on the way.
    public func line(of path: JSONPath) -> Int { place(of: path).line }

    /// Returns the line in the same way, and the column: the number of bytes before it in its line, and one.
    public func place(of path: JSONPath) -> (line: Int, column: Int) {
        var place = skipBlanks(text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
        var value = place
        for step in path.steps {
            guard let found = find(step, inValueAt: value) else { break }
            (place, value) = found
        }
        return JSONText.place(of: place, in: text[...])
    }

    /// Returns where a step's member name or element begins, and where its value begins.
    private func find(_ step: JSONPath.Step, inValueAt start: Int) -> (place: Int, value: Int)? {
        var index = skipBlanks(start + 1)
        switch step {
        case .member(let wanted):
            guard byte(start) == UInt8(ascii: "{") else { return nil }
            while byte(index) == UInt8(ascii: "\"") {
                let nameEnd = JSONText.endOfString(at: index, in: text[...])
                let value = skipBlanks(skipBlanks(nameEnd) + 1)
                if name(index..<nameEnd) == wanted { return (index, value) }
                index = skipBlanks(skipBlanks(skipValue(value)) + 1)
            }
        case .element(let wanted):
            guard byte(start) == UInt8(ascii: "[") else { return nil }
            for _ in 0..<max(0, wanted) {
                guard index < text.endIndex else { return nil }
                index = skipBlanks(skipBlanks(skipValue(index)) + 1)
            }
            if index < text.endIndex { return (index, index) }
        }
        return nil
    }

    private func name(_ range: Range<Int>) -> String? {
        let raw = text[range]
        if raw.contains(UInt8(ascii: "\\")) { return (try? JSON.parse(Array(raw)))?.string }
        return String(decoding: raw.dropFirst().dropLast(), as: UTF8.self)
    }

    private func byte(_ index: Int) -> UInt8? {
        text.indices.contains(index) ? text[index] : nil
    }

    private func skipBlanks(_ start: Int) -> Int {
        var index = start
        while let byte = byte(index), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
        return index
    }

    /// Returns the index after the value that begins here.
    private func skipValue(_ start: Int) -> Int {
        var depth = 0
        var index = start
        while let byte = byte(index) {
            switch byte {
            case UInt8(ascii: "\""):
                index = JSONText.endOfString(at: index, in: text[...])
                if depth == 0 { return index }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return index }
                depth -= 1
                if depth == 0 { return index + 1 }
            case UInt8(ascii: ","):
                if depth == 0 { return index }
            default: break
            }
            index += 1
        }
        return index
    }
}
