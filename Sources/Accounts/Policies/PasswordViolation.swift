/// A rule that a new password breaks.
public enum PasswordViolation: Hashable, Sendable, CustomStringConvertible {
    /// It has fewer characters than this.
    case tooShort(minimum: Int)
    /// It has more characters than this.
    case tooLong(maximum: Int)
    /// It has fewer letters than this.
    case tooFewLetters(needed: Int)
    /// It has fewer digits than this.
    case tooFewDigits(needed: Int)
    /// It has fewer upper-case letters than this.
    case tooFewUppercase(needed: Int)
    /// It has fewer lower-case letters than this.
    case tooFewLowercase(needed: Int)
    /// It has fewer characters than this that are neither letters nor digits.
    case tooFewSpecial(needed: Int)
    /// It has a character that is not allowed.
    case forbiddenCharacter(Character)
    /// It has a character that is neither a letter, a digit nor one of the other allowed characters. This is the first
    /// one. The character is part of the password, so it must never be logged.
    case characterNotAllowed(Character)
    /// The pattern does not match it, or could not be evaluated.
    case doesNotMatchPattern
    /// It is one of this many previous passwords, which cannot be used again.
    case reused(depth: Int, isPresent: Bool)
    /// The present password was set by a change less than 24 hours ago.
    case changedTooSoon

    /// The rule in plain words. They reveal nothing about the password.
    public var description: String {
        switch self {
        case .tooShort(let minimum): "at least \(minimum) \(Self.characters(minimum))"
        case .tooLong(let maximum): "at most \(maximum) \(Self.characters(maximum))"
        case .tooFewLetters(let needed): "at least \(needed) \(needed == 1 ? "letter" : "letters")"
        case .tooFewDigits(let needed): "at least \(needed) \(needed == 1 ? "digit" : "digits")"
        case .tooFewUppercase(let needed): "at least \(needed) upper-case \(needed == 1 ? "letter" : "letters")"
        case .tooFewLowercase(let needed): "at least \(needed) lower-case \(needed == 1 ? "letter" : "letters")"
        case .tooFewSpecial(let needed): "at least \(needed) \(Self.characters(needed)) other than letters and digits"
        case .forbiddenCharacter(let character): "no \"\(character)\""
        case .characterNotAllowed: "no characters but letters, digits and those allowed"
        case .doesNotMatchPattern: "the form that the rules ask for"
        case .reused(let depth, _): depth == 1 ? "not the present password" : "none of the last \(depth) passwords"
        case .changedTooSoon: "at most one change a day"
        }
    }

    private static func characters(_ count: Int) -> String { count == 1 ? "character" : "characters" }
}

extension PasswordPolicy {
    /// Returns the rules that a password breaks, in the order of ``PasswordViolation``. It checks neither the pattern
    /// nor previous passwords; see ``UserService/violations(of:under:)``.
    ///
    /// A character is what readers see as one (an extended grapheme cluster). Letters and digits may be of any script.
    public func violations(in password: Password) -> [PasswordViolation] {
        let text = password.text
        let count = CharacterCount(of: text, uncounted: uncountedSpecialCharacters)
        var violations: [PasswordViolation] = []
        if count.all < minimumLength { violations.append(.tooShort(minimum: minimumLength)) }
        if let maximumLength, count.all > maximumLength { violations.append(.tooLong(maximum: maximumLength)) }
        if count.letters < minimumLetters { violations.append(.tooFewLetters(needed: minimumLetters)) }
        if count.digits < minimumDigits { violations.append(.tooFewDigits(needed: minimumDigits)) }
        if count.uppercase < minimumUppercase { violations.append(.tooFewUppercase(needed: minimumUppercase)) }
        if count.lowercase < minimumLowercase { violations.append(.tooFewLowercase(needed: minimumLowercase)) }
        if count.special < minimumSpecial { violations.append(.tooFewSpecial(needed: minimumSpecial)) }
        for character in forbiddenCharacters where text.contains(character) { violations.append(.forbiddenCharacter(character)) }
        if let allowedSpecialCharacters {
            let stranger = text.first { CharacterKind(of: $0) == .special && !allowedSpecialCharacters.contains($0) }
            if let stranger { violations.append(.characterNotAllowed(stranger)) }
        }
        return violations
    }
}

/// The kind of a character.
private enum CharacterKind {
    case uppercase
    case lowercase
    /// A letter without a case.
    case otherLetter
    case digit
    case special

    init(of character: Character) {
        if let code = character.asciiValue {
            self = Self.kind(ofASCII: code)
        } else if character.isLetter {
            self = character.isUppercase ? .uppercase : character.isLowercase ? .lowercase : .otherLetter
        } else {
            self = character.unicodeScalars.first?.properties.generalCategory == .decimalNumber ? .digit : .special
        }
    }

    private static func kind(ofASCII code: UInt8) -> CharacterKind {
        switch code {
        case 0x41...0x5A: .uppercase
        case 0x61...0x7A: .lowercase
        case 0x30...0x39: .digit
        default: .special
        }
    }
}

/// The number of characters of each kind in a text.
private struct CharacterCount {
    var all = 0
    var letters = 0
    var digits = 0
    var uppercase = 0
    var lowercase = 0
    var special = 0

    init(of text: String, uncounted: String) {
        for character in text {
            all += 1
            switch CharacterKind(of: character) {
            case .uppercase:
                letters += 1
                uppercase += 1
            case .lowercase:
                letters += 1
                lowercase += 1
            case .otherLetter: letters += 1
            case .digit: digits += 1
            case .special: if !uncounted.contains(character) { special += 1 }
            }
        }
    }
}
