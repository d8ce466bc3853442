import Masking
import Text

/// Puts names of variables in the place of masked secrets.
enum MaskedSecrets {
    /// The journal's replacement for a secret.
    static let mask = SecretNames.mark
    private static let opening: Unicode.Scalar = "\u{E000}"
    private static let closing: Unicode.Scalar = "\u{E001}"

    /// Returns a text with the name of a variable, between two marks, in the place of each masked secret. The name is the word in front of
    /// the secret: that of an element, a member or a field.
    static func marked(_ text: String) -> String {
        let parts = withoutMarks(text).split(separator: mask, omittingEmptySubsequences: false)
        var result = String(parts.first ?? "")
        for part in parts.dropFirst() { result += "\(opening)\(variable(before: result))\(closing)" + part }
        return result
    }

    /// Returns a text without marks of the client's own.
    private static func withoutMarks(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == opening || $0 == closing ? "\u{FFFD}" : $0 }))
    }

    /// Returns a command, whose words stand in single quotes, with variables of the shell in the place of the marks.
    static func shell(_ command: String) -> String {
        command.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case opening: result += "'\"$"
            case closing: result += "\"'"
            default: result.unicodeScalars.append(scalar)
            }
        }
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
