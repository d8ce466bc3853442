import Text

/// Puts names of variables in the place of masked secrets.
enum MaskedSecrets {
    /// What stands for a secret in the journal.
    static let mask = "•••"
    private static let opening: Character = "\u{E000}"
    private static let closing: Character = "\u{E001}"

    /// Returns a text with the name of a variable, between two marks, in the place of each masked secret. The name is the word in front of
    /// the secret: that of an element, a member or a field.
    static func marked(_ text: String) -> String {
        let parts = withoutMarks(text).split(separator: mask, omittingEmptySubsequences: false)
        var result = String(parts.first ?? "")
        for part in parts.dropFirst() { result += "\(opening)\(variable(before: result))\(closing)" + part }
        return result
    }

    /// Returns a text in which no mark is a client's own, and every single quote is a character by itself. One that a combining mark joins
    /// would not be found and escaped, while a shell sees it.
    private static func withoutMarks(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        for (index, scalar) in scalars.enumerated() {
            let isBesideQuote = index > 0 && scalars[index - 1] == "'" || index + 1 < scalars.count && scalars[index + 1] == "'"
            let isMark = scalar == "\u{E000}" || scalar == "\u{E001}"
            result.append(isMark || isBesideQuote && !scalar.isASCII && scalar != "\u{2022}" ? "\u{FFFD}" : scalar)
        }
        return String(result)
    }

    /// Returns a word in single quotes for a shell.
    static func quoted(_ text: String) -> String {
        var bytes = Array("'".utf8)
        for byte in text.utf8 {
            if byte == UInt8(ascii: "'") { bytes += Array("'\\''".utf8) } else { bytes.append(byte) }
        }
        return String(decoding: bytes + Array("'".utf8), as: UTF8.self)
    }

    /// Returns a command, whose words stand in single quotes, with variables of the shell in the place of the marks.
    static func shell(_ command: String) -> String {
        command.replacing(String(opening), with: "'\"$").replacing(String(closing), with: "\"'")
    }

    /// Returns the name of a variable for a parameter: `oldPassword` is `OLD_PASSWORD`.
    static func variable(for name: some StringProtocol) -> String {
        var result = ""
        var wasLower = false
        for character in name {
            if character.isUppercase, wasLower { result += "_" }
            result += character.isLetter || character.isNumber ? character.uppercased() : "_"
            wasLower = character.isLowercase
        }
        return result.isEmpty || result.first?.isNumber == true ? "SECRET" : result
    }

    private static func variable(before text: String) -> String {
        let isPart = { (character: Character) in character.isASCII && (character.isLetter || character.isNumber || "_-".contains(character))
        }
        let word = text.suffix(200).reversed().drop { !isPart($0) }.prefix(while: isPart)
        return variable(for: String(word.reversed()))
    }
}
