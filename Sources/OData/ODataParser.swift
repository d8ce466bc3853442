import Text

/// Parses the text of a filter.
///
///     condition  = conjunction { "or" conjunction } ;
///     conjunction = negation { "and" negation } ;
///     negation   = { "not" } comparison ;
///     comparison = operand [ ( "eq" | "ne" | "gt" | "ge" | "lt" | "le" ) operand ] ;
///     operand    = "(" condition ")" | literal | function | lambda | path ;
///     function   = ( "contains" | "startswith" ) "(" operand "," text ")" | "tolower" "(" operand ")" ;
///     lambda     = path "/" "any" "(" [ name ":" condition ] ")" ;
///     path       = name { "/" name } ;
///     literal    = text | number | moment | "datetime" text | "true" | "false" | "null" ;
///
/// Keywords and names may be in any letter case. `not` applies to a whole comparison.
struct ODataParser {
    typealias Condition = ODataFilter.Condition
    typealias Term = ODataFilter.Term

    private let option: String
    private let tokens: [ODataToken]
    private let fields: [ODataField]
    private var position = 0
    private var depth = 0
    /// The lambda variable and the properties of its object.
    private var variable: (name: String, fields: [ODataField])?
    /// An operand that was read before it was clear that it begins a condition.
    private var pending: Part?

    /// What an operand turned out to be.
    private enum Part {
        case condition(Condition)
        /// A value. The index is where it begins.
        case term(Term, ODataField.Kind?, at: Int)
    }

    /// Returns the condition that a text spells.
    static func condition(in text: String, option: String, fields: [ODataField]) throws(ODataError) -> Condition {
        var parser = ODataParser(try ODataLexer.tokens(of: text, in: option), option, fields)
        let condition = try parser.condition()
        guard parser.kind == .end else { throw parser.error("\"and\", \"or\" or the end is expected") }
        return condition
    }

    init(_ tokens: [ODataToken], _ option: String, _ fields: [ODataField]) {
        self.tokens = tokens
        self.option = option
        self.fields = fields
    }

    // MARK: Conditions

    private mutating func condition() throws(ODataError) -> Condition {
        try list("or", Condition.or) { parser throws(ODataError) in
            try parser.list("and", Condition.and) { parser throws(ODataError) in try parser.negation() }
        }
    }

    private mutating func list(
        _ keyword: String, _ join: ([Condition]) -> Condition, _ part: (inout Self) throws(ODataError) -> Condition
    ) throws(ODataError) -> Condition {
        var parts = [try part(&self)]
        while take(keyword) { parts.append(try part(&self)) }
        return parts.count == 1 ? parts[0] : join(parts)
    }

    private mutating func negation() throws(ODataError) -> Condition {
        var isNegated = false
        while pending == nil, take("not") { isNegated.toggle() }
        let condition = try comparison()
        return isNegated ? .not(condition) : condition
    }

    private mutating func comparison() throws(ODataError) -> Condition {
        let part: Part
        if let begun = pending.take() { part = begun } else { part = try operand() }
        guard case .word(let word) = kind, let comparison = ODataFilter.Comparison(rawValue: ASCII.lowercased(word)) else {
            switch part {
            case .condition(let condition): return condition
            case .term(let term, .boolean?, _): return .holds(term)
            case .term: throw error("one of eq, ne, gt, ge, lt and le is expected")
            }
        }
        position += 1
        switch (part, try operand()) {
        case (.term(let one, let oneKind, let start), .term(let other, let otherKind, let otherStart)):
            let first = try Self.converted(one, oneKind, to: otherKind) { message in ODataError(option, at: start, message) }
            let second = try Self.converted(other, otherKind, to: oneKind) { message in ODataError(option, at: otherStart, message) }
            return .comparison(first, comparison, second)
        case (.condition(let condition), .term(.literal(.boolean(let flag)), nil, _)),
            (.term(.literal(.boolean(let flag)), nil, _), .condition(let condition)):
            switch comparison {
            case .eq: return flag ? condition : .not(condition)
            case .ne: return flag ? .not(condition) : condition
            case .gt, .ge, .lt, .le: throw error("a condition can only be compared by eq and ne")
            }
        default: throw error("a condition can only be compared with true or false")
        }
    }

    /// Returns a term for the comparison with a value of a kind: a literal becomes a value of that kind.
    private static func converted(
        _ term: Term, _ own: ODataField.Kind?, to kind: ODataField.Kind?, _ error: (String) -> ODataError
    ) throws(ODataError) -> Term {
        guard case .literal(let literal) = term else {
            // A list can only be compared with null, which has no kind.
            guard own?.isPlain != false || kind == nil else { throw error("a list or an object can only be compared with null") }
            return term
        }
        guard let kind, literal != .null else { return term }
        guard let value = literal.converted(to: kind) else { throw error("\(kind.phrase) is expected here") }
        return .literal(value)
    }

    // MARK: Operands

    private mutating func operand() throws(ODataError) -> Part {
        let start = tokens[position].index
        switch kind {
        case .sign("("):
            position += 1
            let part = try nested { parser throws(ODataError) in try parser.parenthesized() }
            try expect(")")
            return part
        case .text(let text): return literal(.text(text), at: start)
        case .moment(let text): return literal(.text(text), at: start)
        case .number(let spelling):
            guard let number = ODataValue.number(spelling) else { throw error("a number out of range") }
            return literal(number, at: start)
        case .word(let word): return try named(word, at: start)
        case .sign, .end: throw error("a property or a value is expected")
        }
    }

    /// Parses what stands between parentheses: a condition, or a single value. Nothing is parsed twice, because that would take
    /// exponential time for nested parentheses.
    private mutating func parenthesized() throws(ODataError) -> Part {
        if case .word(let word) = kind, ASCII.equalsIgnoringCase(word, "not") { return .condition(try condition()) }
        let part = try operand()
        if case .term(_, let kind, _) = part, self.kind == .sign(")"), !Self.isBoolean(kind) { return part }
        pending = part
        return .condition(try condition())
    }

    private static func isBoolean(_ kind: ODataField.Kind?) -> Bool {
        if case .boolean? = kind { true } else { false }
    }

    private mutating func literal(_ value: ODataValue, at start: Int) -> Part {
        position += 1
        return .term(.literal(value), nil, at: start)
    }

    private mutating func named(_ word: String, at start: Int) throws(ODataError) -> Part {
        let lowered = ASCII.lowercased(word)
        if tokens[position + 1].kind == .sign("(") { return try function(lowered, at: start) }
        switch lowered {
        case "true": return literal(.boolean(true), at: start)
        case "false": return literal(.boolean(false), at: start)
        case "null": return literal(.null, at: start)
        case "datetime":
            guard case .text(let text) = tokens[position + 1].kind else { break }
            position += 1
            guard let moment = ODataMoment.normalized(text) else { throw error("not a moment such as 2016-07-28T17:19:01") }
            return literal(.text(moment), at: start)
        default: break
        }
        return try path(at: start)
    }

    private mutating func function(_ name: String, at start: Int) throws(ODataError) -> Part {
        guard ["contains", "startswith", "tolower"].contains(name) else {
            throw error("the functions are contains, startswith and tolower, and any after a list")
        }
        position += 2
        let term = try nested { parser throws(ODataError) in try parser.textTerm() }
        let part: Part
        if name == "tolower" {
            if case .literal(let literal) = term {
                part = .term(.literal(literal.text.map { .text($0.lowercased()) } ?? .null), nil, at: start)
            } else {
                part = .term(.lowered(term), .text, at: start)
            }
        } else {
            try expect(",")
            guard case .literal(.text(let text)) = try nested({ parser throws(ODataError) in try parser.textTerm() }) else {
                throw error("the second value of \(name) is a text")
            }
            part = .condition(name == "contains" ? .contains(term, SearchText(text)) : .beginsWith(term, text))
        }
        try expect(")")
        return part
    }

    /// Parses an operand that is a text.
    private mutating func textTerm() throws(ODataError) -> Term {
        let start = tokens[position].index
        switch try operand() {
        case .term(let term, .text?, _), .term(let term, .moment?, _): return term
        case .term(.literal(let literal), nil, _) where literal.text != nil: return .literal(literal)
        default: throw ODataError(option, at: start, "a property that is a text, or a text, is expected")
        }
    }

    // MARK: Paths

    private mutating func path(at start: Int) throws(ODataError) -> Part {
        var names: [String] = []
        var first = 0
        var scope = fields
        var isInLambda = false
        if let variable, case .word(let word) = kind, ASCII.equalsIgnoringCase(word, variable.name) {
            guard tokens[position + 1].kind == .sign("/") else { throw error("a slash and a property are expected after the variable") }
            position += 2
            scope = variable.fields
            isInLambda = true
        }
        while true {
            guard case .word(let word) = kind else { throw error("the name of a property is expected") }
            guard let index = scope.index(ofFieldNamed: word) else {
                throw error("there is no property of this name; there are \(scope.map(\.name).joined(separator: ", "))")
            }
            if names.isEmpty { first = index }
            names.append(scope[index].name)
            let found = ODataFilter.Path(isInLambda: isInLambda, first: first, names: names, kind: scope[index].kind)
            position += 1
            guard kind == .sign("/") else { return .term(.property(found), found.kind, at: start) }
            position += 1
            switch found.kind {
            case .object(let inner): scope = inner
            case .collection(let inner): return .condition(try lambda(over: found, inner))
            case .number, .text, .boolean, .moment, .list: throw error("\(found.names.joined(separator: "/")) has no properties")
            }
        }
    }

    private mutating func lambda(over path: ODataFilter.Path, _ inner: [ODataField]) throws(ODataError) -> Condition {
        guard variable == nil else { throw error("one lambda cannot be inside another") }
        guard take("any") else { throw error("\"any\" is expected after a list") }
        try expect("(")
        guard kind != .sign(")") else {
            position += 1
            return .any(path, nil)
        }
        guard case .word(let name) = kind else { throw error("the name of a variable is expected") }
        position += 1
        try expect(":")
        variable = (name, inner)
        let condition = try nested { parser throws(ODataError) in try parser.condition() }
        variable = nil
        try expect(")")
        return .any(path, condition)
    }

    // MARK: Tokens

    /// The kind of the current token. The last token is the end, and nothing moves past it.
    private var kind: ODataToken.Kind { tokens[position].kind }

    private mutating func take(_ keyword: String) -> Bool {
        guard case .word(let word) = kind, ASCII.equalsIgnoringCase(word, keyword) else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ sign: Unicode.Scalar) throws(ODataError) {
        guard kind == .sign(sign) else { throw error("'\(sign)' is expected") }
        position += 1
    }

    private mutating func nested<Result>(_ parse: (inout Self) throws(ODataError) -> Result) throws(ODataError) -> Result {
        guard depth < ODataLimits.depth else { throw error("more than \(ODataLimits.depth) levels of nesting") }
        depth += 1
        let result = try parse(&self)
        depth -= 1
        return result
    }

    private func error(_ message: String) -> ODataError { ODataError(option, at: tokens[position].index, message) }
}

extension ODataField.Kind {
    /// A value of the kind, in the form for messages.
    fileprivate var phrase: String {
        switch self {
        case .number: "a whole number"
        case .text: "a text"
        case .boolean: "true or false"
        case .moment: "a moment such as 2016-07-28T17:19:01"
        case .object, .collection, .list: "null"
        }
    }
}

extension ODataValue {
    /// Returns the value as one of a kind, or nil if it cannot be one. Numbers and truth values may be written as texts.
    fileprivate func converted(to kind: ODataField.Kind) -> ODataValue? {
        switch (kind, self) {
        case (.number, .whole), (.number, .real), (.text, .text), (.boolean, .boolean): self
        case (.number, .text(let text)): Self.number(text)
        case (.text, .whole(let number)): .text(String(number))
        case (.boolean, .text(let text)):
            switch ASCII.lowercased(text) {
            case "true": .boolean(true)
            case "false": .boolean(false)
            default: nil
            }
        case (.moment, .text(let text)): ODataMoment.normalized(text).map { .text($0) }
        default: nil
        }
    }
}
