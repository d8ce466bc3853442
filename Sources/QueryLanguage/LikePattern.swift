/// The pattern of LIKE, ready for matching (Transact-SQL, "LIKE").
///
///     pattern = { "%" | "_" | set | character } ;
///     set     = "[" [ "^" ] member { member } "]" ;
///     member  = character [ "-" character ] ;
///
/// The escape character takes its meaning from the one behind it, in sets too. A `]` without its `[` is a character, as is a `-` at either end
/// of a set. Sets that are empty, never closed or the wrong way round, which SQL Server takes and which match nothing, are refused.
public struct LikePattern: Equatable, Sendable {
    /// A piece of a pattern.
    enum Piece: Equatable, Sendable {
        /// `%`: any characters, or none.
        case any
        /// `_`: one character.
        case one
        case character(Unicode.Scalar)
        /// `[…]`: one of these characters; `[^…]`: one that is none of them.
        case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)
    }

    /// Why a text is no pattern.
    struct Fault: Error {
        let message: String
    }

    /// The pieces, in small letters; never two `%` in a row.
    let pieces: [Piece]

    init(_ text: String, escape: Unicode.Scalar?) throws(Fault) {
        guard text.unicodeScalars.count <= QueryLimits.patternCharacters else {
            throw Fault(message: "a pattern longer than \(QueryLimits.patternCharacters) characters")
        }
        var reader = PatternReader(text, escape: escape)
        pieces = try reader.pieces()
    }

    /// The characters that each matching text begins with.
    var prefix: String {
        var prefix = String.UnicodeScalarView()
        for case .character(let character) in pieces.prefix(while: { if case .character = $0 { true } else { false } }) {
            prefix.append(character)
        }
        return String(prefix)
    }
}

/// Reads the text of a pattern.
private struct PatternReader {
    /// A character of the pattern, in small letters, and whether it was escaped, which takes away its meaning.
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

    /// Reads a set, its opening bracket taken.
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

    /// Whether a hyphen comes that has a character behind it.
    private var beginsRange: Bool {
        guard rest.first == "-", escape != "-", let behind = rest.dropFirst().first else { return false }
        return behind != "]"
    }

    /// Reads a character, with the escape character before it.
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
