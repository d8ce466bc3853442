import Text

/// A word or sign of a query option.
struct ODataToken: Sendable {
    enum Kind: Equatable, Sendable {
        /// A name, a keyword, or the name of a function.
        case word(String)
        /// A text between single quotes.
        case text(String)
        /// A number as it is spelled.
        case number(String)
        /// A moment without quotes, normalized.
        case moment(String)
        /// One of `( ) , / :`.
        case sign(Unicode.Scalar)
        /// The end of the text.
        case end
    }

    let kind: Kind
    /// The index of its first character.
    let index: Int
}

/// Splits an option's text into tokens.
///
///     text   = { blank | token } ;
///     token  = word | "'" { character | "''" } "'" | number | moment | "(" | ")" | "," | "/" | ":" ;
///     word   = ( letter | "_" ) { letter | digit | "_" } ;      (* ASCII letters *)
///     number = [ "-" ] digits [ "." digits ] ;
///
/// No blank is needed between tokens. The lexer reads each character once and stops at the limits of ``ODataLimits``.
struct ODataLexer {
    private let option: String
    private let characters: [Unicode.Scalar]
    private var index = 0

    /// Returns the tokens of a text. The last one is ``ODataToken/Kind/end``.
    static func tokens(of text: String, in option: String) throws(ODataError) -> [ODataToken] {
        var lexer = ODataLexer(text, option)
        guard lexer.characters.count <= ODataLimits.characters else {
            throw ODataError(option, at: ODataLimits.characters, "longer than \(ODataLimits.characters) characters")
        }
        var tokens: [ODataToken] = []
        repeat {
            guard tokens.count <= ODataLimits.tokens else {
                throw ODataError(option, at: lexer.index, "more than \(ODataLimits.tokens) words and signs")
            }
            tokens.append(try lexer.token())
        } while tokens.last?.kind != .end
        return tokens
    }

    private init(_ text: String, _ option: String) {
        self.option = option
        characters = Array(text.unicodeScalars.prefix(ODataLimits.characters + 1))
    }

    private mutating func token() throws(ODataError) -> ODataToken {
        while let blank = next, " \t\r\n\u{A0}".unicodeScalars.contains(blank) { index += 1 }
        let start = index
        guard let first = next else { return ODataToken(kind: .end, index: start) }
        let kind: ODataToken.Kind
        switch first {
        case "'": kind = .text(try text())
        case "(", ")", ",", "/", ":":
            index += 1
            kind = .sign(first)
        case _ where Self.beginsWord(first): kind = .word(take(while: Self.continuesWord))
        case "-", "0"..."9": kind = try number()
        default: throw ODataError(option, at: start, "\(Self.shown(first)) is not part of a query option")
        }
        return ODataToken(kind: kind, index: start)
    }

    /// Reads a text. Two quotes in a row are one quote of the text.
    private mutating func text() throws(ODataError) -> String {
        let start = index
        var content = String.UnicodeScalarView()
        index += 1
        while let character = next {
            index += 1
            if character == "'" {
                guard next == "'" else { return String(content) }
                index += 1
            }
            content.append(character)
        }
        throw ODataError(option, at: start, "a text that no single quote ends")
    }

    private mutating func number() throws(ODataError) -> ODataToken.Kind {
        let start = index
        if next == "-" { index += 1 }
        var digits = take(while: Self.isDigit)
        if start + 4 == index, next == "-" {
            // No digit can follow a number and a minus, so this is a moment.
            digits += take { Self.continuesWord($0) || "-:.".unicodeScalars.contains($0) }
            guard let moment = ODataMoment.normalized(digits) else {
                throw ODataError(option, at: start, "neither a number nor a moment such as 2016-07-28T17:19:01")
            }
            return .moment(moment)
        }
        if next == "." {
            index += 1
            digits += "." + take(while: Self.isDigit)
        }
        guard let last = digits.utf8.last, last != 0x2E, digits.utf8.first != 0x2E, digits.utf8.count <= 40 else {
            throw ODataError(option, at: start, "a number that is incomplete or too long")
        }
        return .number((characters[start] == "-" ? "-" : "") + digits)
    }

    private mutating func take(while belongs: (Unicode.Scalar) -> Bool) -> String {
        var text = String.UnicodeScalarView()
        while let character = next, belongs(character) {
            text.append(character)
            index += 1
        }
        return String(text)
    }

    private var next: Unicode.Scalar? { index < characters.count ? characters[index] : nil }

    private static func isDigit(_ character: Unicode.Scalar) -> Bool { ("0"..."9").contains(character) }

    private static func beginsWord(_ character: Unicode.Scalar) -> Bool {
        switch character {
        case "a"..."z", "A"..."Z", "_": true
        default: false
        }
    }

    private static func continuesWord(_ character: Unicode.Scalar) -> Bool { beginsWord(character) || isDigit(character) }

    /// Returns a character in the form for messages: itself if it is visible ASCII, or else a word for it.
    private static func shown(_ character: Unicode.Scalar) -> String {
        character.value > 0x20 && character.value < 0x7F ? "'\(character)'" : "this character"
    }
}
