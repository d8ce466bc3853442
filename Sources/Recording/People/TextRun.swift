/// A run of letters or of digits in a text, or a character that is neither.
enum TextRun {
    case letters(Substring)
    case digits(Substring)
    case other(Character)

    /// Returns the runs of a text, in order. Together they are the text.
    static func all(in text: Substring) -> [TextRun] {
        var runs: [TextRun] = []
        var rest = text
        while let first = rest.first {
            let isDigits = isDigit(first)
            let run = rest.prefix { isDigits ? isDigit($0) : $0.isLetter }
            guard !run.isEmpty else {
                runs.append(.other(first))
                rest = rest.dropFirst()
                continue
            }
            runs.append(isDigits ? .digits(run) : .letters(run))
            rest = rest[run.endIndex...]
        }
        return runs
    }

    /// Returns whether a character is a digit of ASCII.
    static func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }
}
