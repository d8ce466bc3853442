/// Splits a parameter's text into tokens.
///
///     text      = { white space | token } ;
///     token     = word | bracketed | literal | symbol ;
///     word      = ( letter | "_" ) { letter | digit | "_" | "$" | "#" } ;       (* ASCII letters *)
///     bracketed = "[" { character | "]]" } "]" ;
///     literal   = [ "N" ] "'" { character | "''" } "'" | number ;
///     number    = [ sign ] ( digits [ "." [ digits ] ] | "." digits ) [ ( "e" | "E" ) [ sign ] digits ] ;
///
/// The lexer reads each character once and stops at the limits of ``QueryLimits``. For comments, semicolons, variables,
/// arithmetic and double quotes, the error names the unsupported feature.
struct QueryLexer {
    private let clause: QueryError.Clause
    private let characters: [Unicode.Scalar]
    private var index = 0

    private init(_ text: String, _ clause: QueryError.Clause) {
        self.clause = clause
        characters = Array(text.unicodeScalars.prefix(QueryLimits.characters + 1))
    }

    /// Returns the tokens of a text. The last one is ``QueryToken/Kind/end``.
    static func tokens(of text: String, in clause: QueryError.Clause) throws(QueryError) -> [QueryToken] {
        var lexer = QueryLexer(text, clause)
        guard lexer.characters.count <= QueryLimits.characters else {
            throw lexer.error(at: QueryLimits.characters, "longer than \(QueryLimits.characters) characters")
        }
        var tokens: [QueryToken] = []
        repeat {
            guard tokens.count <= QueryLimits.tokens else {
                throw lexer.error(at: lexer.index, "more than \(QueryLimits.tokens) words and signs")
            }
            tokens.append(try lexer.token())
        } while tokens.last?.kind != .end
        return tokens
    }

    private mutating func token() throws(QueryError) -> QueryToken {
        while let space = next, " \t\r\n".unicodeScalars.contains(space) { index += 1 }
        let start = index
        guard let first = next else { return QueryToken(kind: .end, position: start + 1) }
        let kind: QueryToken.Kind =
            switch first {
            case "'": .text(try text())
            case "N" where character(1) == "'", "n" where character(1) == "'": .text(try unicodeText())
            case "[": .bracketed(try bracketed())
            case _ where Self.beginsWord(first): .word(try word())
            case _ where beginsNumber(first): .number(try number())
            default: .symbol(try symbol(first))
            }
        return QueryToken(kind: kind, position: start + 1)
    }

    private mutating func unicodeText() throws(QueryError) -> String {
        index += 1
        return try text()
    }

    private mutating func text() throws(QueryError) -> String {
        try quoted(until: "'", "a text that no single quote ends") { $0 != "\0" }
    }

    private mutating func bracketed() throws(QueryError) -> String {
        let start = index
        let name = try quoted(until: "]", "a bracket that is not closed") { $0.value >= 0x20 && $0.value != 0x7F }
        guard !name.isEmpty else { throw error(at: start, "a name is expected between the brackets") }
        guard name.unicodeScalars.count <= QueryLimits.nameCharacters else { throw nameTooLong(at: start) }
        return name
    }

    /// Returns the text up to the closing character. A doubled closing character stands for one that is part of the
    /// text.
    private mutating func quoted(
        until close: Unicode.Scalar, _ unclosed: String, allowing isAllowed: (Unicode.Scalar) -> Bool
    ) throws(QueryError) -> String {
        let start = index
        var content = String.UnicodeScalarView()
        index += 1
        while let character = next {
            guard isAllowed(character) else { throw unexpected(character) }
            index += 1
            if character == close {
                guard next == close else { return String(content) }
                index += 1
            }
            content.append(character)
        }
        throw error(at: start, unclosed)
    }

    private mutating func word() throws(QueryError) -> String {
        let start = index
        var word = String.UnicodeScalarView()
        while let character = next, Self.continuesWord(character) {
            word.append(character)
            index += 1
        }
        guard word.count <= QueryLimits.nameCharacters else { throw nameTooLong(at: start) }
        return String(word)
    }

    private mutating func number() throws(QueryError) -> QueryNumber {
        let start = index
        let length = QueryNumber.length(of: characters[start...])
        guard length <= QueryLimits.numberCharacters, let number = QueryNumber(spelling: characters[start..<start + length]) else {
            throw error(at: start, "a number that is too long or too large")
        }
        index += length
        if let next, Self.continuesWord(next) || next == "." {
            throw error(at: index, "\(Self.name(of: next)) cannot follow a number")
        }
        return number
    }

    private mutating func symbol(_ first: Unicode.Scalar) throws(QueryError) -> QuerySymbol {
        if let second = character(1) {
            if (first == "-" && second == "-") || (first == "/" && second == "*") { throw error(at: index, "comments are not supported") }
            if let symbol = QuerySymbol(rawValue: String(first) + String(second)) {
                index += 2
                return symbol
            }
        }
        guard let symbol = QuerySymbol(rawValue: String(first)) else { throw unexpected(first) }
        index += 1
        return symbol
    }

    private func unexpected(_ character: Unicode.Scalar) -> QueryError {
        let message =
            switch character {
            case ";": "semicolons are not supported: one condition, no statements"
            case "\"": "double quotes are not supported: texts stand between single quotes, names between brackets"
            case "@": "variables are not supported"
            case "+", "-", "/", "%", "&", "|", "^", "~": "arithmetic is not supported"
            default: "\(Self.name(of: character)) is not part of the query language"
            }
        return error(at: index, message)
    }

    private func nameTooLong(at index: Int) -> QueryError {
        error(at: index, "a name longer than \(QueryLimits.nameCharacters) characters")
    }

    private func error(at index: Int, _ message: String) -> QueryError {
        QueryError(clause: clause, position: index + 1, message: message)
    }

    /// The current character, or nil at the end.
    private var next: Unicode.Scalar? { character(0) }

    private func character(_ ahead: Int) -> Unicode.Scalar? {
        index + ahead < characters.count ? characters[index + ahead] : nil
    }

    private static func beginsWord(_ character: Unicode.Scalar) -> Bool {
        switch character {
        case "a"..."z", "A"..."Z", "_": true
        default: false
        }
    }

    private static func continuesWord(_ character: Unicode.Scalar) -> Bool {
        beginsWord(character) || QueryNumber.isDigit(character) || character == "$" || character == "#"
    }

    private func beginsNumber(_ first: Unicode.Scalar) -> Bool {
        QueryNumber.isDigit(first) || QueryNumber.length(of: characters[index...].prefix(QueryLimits.numberCharacters)) > 0
    }

    /// Returns a character in the form for messages: itself if it is visible ASCII, or else its number.
    private static func name(of character: Unicode.Scalar) -> String {
        if character.value > 0x20, character.value < 0x7F { return "'\(character)'" }
        let digits = String(character.value, radix: 16, uppercase: true)
        return "the character U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
