/// A number of a query or of a row. A whole number of 64 bits is exact; any other is the nearest double.
public enum QueryNumber: Sendable {
    /// A whole number.
    case whole(Int64)
    /// A finite number that is not stored as a whole one.
    case real(Double)

    /// Creates the number that a row's text spells, ignoring spaces around it. Nil if it spells none.
    init?(_ text: String) {
        let trimmed = text.unicodeScalars.drop { $0 == " " }
        let spelling = Array(trimmed.prefix(QueryLimits.numberCharacters))
        let length = Self.length(of: spelling[...])
        let isAlone = trimmed.dropFirst(length).allSatisfy { $0 == " " }
        guard length > 0, isAlone, let number = Self(spelling: spelling[..<length]) else { return nil }
        self = number
    }

    /// Creates the number of a spelling that ``length(of:)`` has measured. Nil if it is beyond the range of doubles.
    init?(spelling: ArraySlice<Unicode.Scalar>) {
        let text = String(String.UnicodeScalarView(spelling))
        if let whole = Int64(text) {
            self = .whole(whole)
        } else {
            guard let real = Double(text), real.isFinite else { return nil }
            self = .real(real)
        }
    }

    /// Returns the number of characters at the start of a text that form a number, or 0 if none do:
    ///
    ///     number = [ sign ] ( digits [ "." [ digits ] ] | "." digits ) [ ( "e" | "E" ) [ sign ] digits ] ;
    static func length(of text: ArraySlice<Unicode.Scalar>) -> Int {
        var rest = text
        func digits() -> Int {
            let length = rest.prefix(while: isDigit).count
            rest = rest.dropFirst(length)
            return length
        }
        if rest.first == "+" || rest.first == "-" { rest.removeFirst() }
        var mantissa = digits()
        if rest.first == "." {
            rest.removeFirst()
            mantissa += digits()
        }
        guard mantissa > 0 else { return 0 }
        let end = rest.startIndex
        guard rest.first == "e" || rest.first == "E" else { return end - text.startIndex }
        rest.removeFirst()
        if rest.first == "+" || rest.first == "-" { rest.removeFirst() }
        return digits() > 0 ? rest.startIndex - text.startIndex : end - text.startIndex
    }

    static func isDigit(_ character: Unicode.Scalar) -> Bool { ("0"..."9").contains(character) }
}

extension QueryNumber: Comparable {
    /// Returns whether two numbers are equal.
    public static func == (one: Self, other: Self) -> Bool { !(one < other) && !(other < one) }

    /// Returns whether one number is less than another.
    public static func < (one: Self, other: Self) -> Bool {
        switch (one, other) {
        case (.whole(let one), .whole(let other)): one < other
        case (.real(let one), .real(let other)): one < other
        // Doubles are compared with whole numbers exactly. A conversion of either could change it.
        case (.whole(let one), .real(let other)): isLess(one, other)
        case (.real(let one), .whole(let other)): isLess(one, other)
        }
    }

    private static func isLess(_ whole: Int64, _ real: Double) -> Bool {
        let up = real.rounded(.up)
        if let limit = Int64(exactly: up) { return whole < limit }
        return real > 0
    }

    private static func isLess(_ real: Double, _ whole: Int64) -> Bool {
        let down = real.rounded(.down)
        if let limit = Int64(exactly: down) { return limit < whole }
        return real < 0
    }
}
