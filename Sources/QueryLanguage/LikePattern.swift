/// The compiled pattern of LIKE (Transact-SQL, "LIKE").
///
///     pattern = { "%" | "_" | set | character } ;
///     set     = "[" [ "^" ] member { member } "]" ;
///     member  = character [ "-" character ] ;
///
/// The escape character makes the next character an ordinary one, in sets too. A `]` without its `[` is an ordinary
/// character, and so is a `-` at either end of a set. Sets that are empty, not closed or in reverse order are refused.
/// SQL Server accepts these, and they match nothing.
public struct LikePattern: Equatable, Sendable {
    /// A piece of a pattern.
    enum Piece: Equatable, Sendable {
        /// `%`: any characters, or none.
        case any
        /// `_`: any one character.
        case one
        case character(Unicode.Scalar)
        /// `[…]` matches one of these characters, `[^…]` one that is not among them.
        case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)
    }

    /// Why a text is not a pattern.
    struct Fault: Error {
        let message: String
    }

    /// The pieces, in lower case. There are never two `%` in a row.
    let pieces: [Piece]

    init(_ text: String, escape: Unicode.Scalar?) throws(Fault) {
        guard text.unicodeScalars.count <= QueryLimits.patternCharacters else {
            throw Fault(message: "a pattern longer than \(QueryLimits.patternCharacters) characters")
        }
        var reader = PatternReader(text, escape: escape)
        pieces = try reader.pieces()
    }

    /// The characters that every matching text begins with.
    var prefix: String {
        var prefix = String.UnicodeScalarView()
        for case .character(let character) in pieces.prefix(while: { if case .character = $0 { true } else { false } }) {
            prefix.append(character)
        }
        return String(prefix)
    }
}

/// Parses the text of a pattern.
private struct PatternReader {
    /// A character of the pattern, in lower case. An escaped character has no special meaning.
    private typealias Letter = (folded: [Unicode.Scalar], raw: Unicode.Scalar, isEscaped: Bool)

    private let escape: Unicode.Scalar?
    private var rest: ArraySlice<Unicode.Scalar>

    init(_ text: String, escape: Unicode.Scalar?) {
        self.escape = escape
        rest = Array(text.unicodeScalars)[...]
    }

    mutating func pieces() throws(LikePattern.Fault) -> [LikePattern.Piece] {
        var pieces: [LikePattern.Piece] = []
        while let character = try character() {
            switch character.isEscaped ? nil : character.raw {
            case "%": if pieces.last != .any { pieces.append(.any) }
            case "_": pieces.append(.one)
            case "[": pieces.append(try set())
            default: pieces += character.folded.map(LikePattern.Piece.character)
            }
        }
        return pieces
    }

    /// Reads a set. The opening bracket has been consumed.
    private mutating func set() throws(LikePattern.Fault) -> LikePattern.Piece {
        let isNegated = rest.first == "^" && escape != "^"
        if isNegated { rest.removeFirst() }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        while let low = try character() {
            if !low.isEscaped, low.raw == "]" {
                guard !ranges.isEmpty else { throw LikePattern.Fault(message: "a pattern with an empty set of characters") }
                return .set(ranges, isNegated: isNegated)
            }
            guard let lowest = low.folded.first else { continue }
            var highest = lowest
            if beginsRange {
                rest.removeFirst()
                highest = try character()?.folded.first ?? lowest
            }
            guard lowest <= highest else { throw LikePattern.Fault(message: "a pattern with a range that ends before it begins") }
            ranges.append(lowest...highest)
        }
        throw LikePattern.Fault(message: "a pattern with a set of characters that is not closed")
    }

    /// Returns whether the next character is a hyphen with a character after it.
    private var beginsRange: Bool {
        guard rest.first == "-", escape != "-", let behind = rest.dropFirst().first else { return false }
        return behind != "]"
    }

    /// Reads a character, including the escape character before it.
    private mutating func character() throws(LikePattern.Fault) -> Letter? {
        guard let first = rest.popFirst() else { return nil }
        guard first == escape else { return (Self.folded(first), first, false) }
        guard let escaped = rest.popFirst() else { throw LikePattern.Fault(message: "a pattern that ends in its escape character") }
        return (Self.folded(escaped), escaped, true)
    }

    private static func folded(_ character: Unicode.Scalar) -> [Unicode.Scalar] {
        Array(character.properties.lowercaseMapping.unicodeScalars)
    }
}
