import Text

/// The object of szObjectName, and the number of rows requested.
///
///     object   = { modifier } name { modifier } ;
///     modifier = "@TOP" count | "Distinct" ;
///     count    = "-1" | digits ;
///     name     = part { part } ;             (* the parts have no white space, and no @ ; ' " [ ] * *)
///
/// Modifiers may have any letter case. They may come in any order, each at most once. A name may have several parts:
/// `Committee Participation - (eWeb)`.
public struct QueryObject: Equatable, Sendable {
    /// The number of rows requested.
    public enum Limit: Equatable, Sendable {
        /// Not specified: the site's own limit applies.
        case standard
        /// `@TOP n`.
        case rows(Int)
        /// `@TOP -1`: all rows. The site's own limit does not apply.
        case none
    }

    /// The name as the query spells it, with one space between its parts.
    public let name: String
    /// The number of rows requested.
    public let limit: Limit
    /// Whether equal rows are returned only once.
    public let isDistinct: Bool

    /// Parses szObjectName.
    public static func parse(_ text: String) throws(QueryError) -> QueryObject {
        var reader = ObjectReader()
        for part in try parts(of: text) { try reader.take(part) }
        return try reader.finish()
    }

    /// Returns the parts between white space, and an empty part for the end.
    private static func parts(of text: String) throws(QueryError) -> [ObjectReader.Part] {
        var parts: [ObjectReader.Part] = []
        var part = String.UnicodeScalarView()
        for (index, character) in text.unicodeScalars.enumerated() {
            guard index < Self.maximumCharacters else {
                throw QueryError(clause: .objectName, position: index + 1, message: "longer than \(maximumCharacters) characters")
            }
            if " \t\r\n".unicodeScalars.contains(character) {
                if !part.isEmpty { parts.append((String(part), index + 1 - part.count)) }
                part = String.UnicodeScalarView()
            } else {
                guard character.value > 0x20, character.value != 0x7F, !";'\"[]*".unicodeScalars.contains(character) else {
                    throw QueryError(clause: .objectName, position: index + 1, message: "a name of letters, digits and signs is expected")
                }
                part.append(character)
            }
        }
        let end = text.unicodeScalars.count + 1
        if !part.isEmpty { parts.append((String(part), end - part.count)) }
        return parts + [("", end)]
    }

    /// Room for a name, `Distinct` and `@TOP` with a number, with generous white space.
    private static let maximumCharacters = 2 * QueryLimits.nameCharacters
}

/// Assembles the parts of szObjectName.
private struct ObjectReader {
    typealias Part = (text: String, position: Int)

    private var name: [String] = []
    private var isNameOver = false
    private var isDistinct = false
    private var limit: QueryObject.Limit?
    private var isCountDue = false
    private var end = 1

    /// Consumes a part. An empty one is the end of the text.
    mutating func take(_ part: Part) throws(QueryError) {
        end = part.position
        guard !QueryKeyword.isForbidden(part.text) else { throw QueryParser.forbidden(in: .objectName, at: part.position) }
        if isCountDue {
            limit = try count(part)
            isCountDue = false
            return
        }
        guard !part.text.isEmpty else { return }
        switch ASCII.lowercased(part.text) {
        case "@top":
            guard limit == nil else { throw error("@TOP twice", at: part.position) }
            isCountDue = true
        case "distinct":
            guard !isDistinct else { throw error("Distinct twice", at: part.position) }
            isDistinct = true
        default:
            try takeName(part)
            return
        }
        isNameOver = !name.isEmpty
    }

    func finish() throws(QueryError) -> QueryObject {
        guard !isCountDue else { throw error("the number of rows is expected after @TOP", at: end) }
        guard !name.isEmpty else { throw error("the name of an object is expected", at: end) }
        return QueryObject(name: name.joined(separator: " "), limit: limit ?? .standard, isDistinct: isDistinct)
    }

    private mutating func takeName(_ part: Part) throws(QueryError) {
        guard !part.text.contains("@") else { throw error("@TOP is expected, and a space after it", at: part.position) }
        guard !isNameOver else { throw error("@TOP, Distinct or the end is expected", at: part.position) }
        name.append(part.text)
    }

    private func count(_ part: Part) throws(QueryError) -> QueryObject.Limit {
        if part.text == "-1" { return .none }
        guard !part.text.isEmpty, part.text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw error("the number of rows is expected after @TOP: -1 for all, or else 0 or more", at: part.position)
        }
        guard let count = Int(part.text), count <= Int32.max else { throw error("a number of rows that is too large", at: part.position) }
        return .rows(count)
    }

    private func error(_ message: String, at position: Int) -> QueryError {
        QueryError(clause: .objectName, position: position, message: message)
    }
}
