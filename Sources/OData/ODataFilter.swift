public import JSON

/// A condition on objects: the option `$filter`, parsed and checked against the properties.
///
/// Values are true or false, never unknown: a comparison with null is true only for `null eq null` and for `ne` with one null.
public struct ODataFilter: Sendable {
    let root: Condition

    /// A condition.
    indirect enum Condition: Sendable {
        case comparison(Term, Comparison, Term)
        /// A property or function that is true or false by itself.
        case holds(Term)
        case contains(Term, SearchText)
        case beginsWith(Term, String)
        /// Some object of a list meets a condition. Without a condition: the list is not empty.
        case any(Path, Condition?)
        case and([Condition])
        case or([Condition])
        case not(Condition)
    }

    /// A value in a comparison.
    indirect enum Term: Sendable {
        case literal(ODataValue)
        case property(Path)
        case lowered(Term)
    }

    /// The way to a property: the object it belongs to, and the names of properties from there.
    struct Path: Sendable {
        /// Whether the object is the lambda variable's.
        let isInLambda: Bool
        /// The index of the first property. For an object of a list, the position in the schema means nothing and the name counts.
        let first: Int
        /// The names of the properties, spelled as in the schema.
        let names: [String]
        let kind: ODataField.Kind
    }

    /// The comparison operators.
    enum Comparison: String, Sendable {
        case eq, ne, gt, ge, lt, le

        /// Returns whether a comparison is true for two values.
        func holds(_ one: ODataValue, _ other: ODataValue) -> Bool {
            if one == .null || other == .null {
                switch self {
                case .eq: return one == other
                case .ne: return one != other
                case .gt, .ge, .lt, .le: return false
                }
            }
            guard let order = one.order(other) else { return self == .ne }
            return switch self {
            case .eq: order == .equal
            case .ne: order != .equal
            case .gt: order == .greater
            case .ge: order != .less
            case .lt: order == .less
            case .le: order != .greater
            }
        }
    }

    /// Parses a filter. `fields` are the properties of the objects.
    ///
    /// - Throws: ``ODataError`` for a text that does not follow the grammar, names something unknown, compares a property with a value
    ///   that it cannot have, or is over a limit.
    public init(_ text: String, fields: [ODataField]) throws(ODataError) {
        root = try ODataParser.condition(in: text, option: "$filter", fields: fields)
    }

    /// Returns whether an object meets the filter.
    ///
    /// - Parameters:
    ///   - budget: Is charged for the work.
    ///   - value: Returns the value of the property at an index.
    public func matches(_ budget: inout ODataBudget, _ value: (Int) -> JSON) throws(ODataBudget.Exhausted) -> Bool {
        try root.isMet(&budget, value, nil)
    }
}

extension ODataFilter.Condition {
    /// Returns whether the condition is met. `element` is the object for the lambda variable.
    func isMet(_ budget: inout ODataBudget, _ value: (Int) -> JSON, _ element: JSON?) throws(ODataBudget.Exhausted) -> Bool {
        try budget.charge(10)
        switch self {
        case .comparison(let one, let comparison, let other):
            let (one, other) = (try one.value(&budget, value, element), try other.value(&budget, value, element))
            return comparison.holds(one, other)
        case .holds(let term): return try term.value(&budget, value, element) == .boolean(true)
        case .contains(let term, let text):
            guard let whole = try term.value(&budget, value, element).text else { return false }
            return text.occurs(in: whole)
        case .beginsWith(let term, let text):
            return try term.value(&budget, value, element).text?.utf8.starts(with: text.utf8) ?? false
        case .any(let path, let condition):
            let list = path.json(value, element)
            try budget.charge(forMaking: list)
            guard case .array(let elements) = list else { return false }
            guard let condition else { return !elements.isEmpty }
            for element in elements where try condition.isMet(&budget, value, element) { return true }
            return false
        case .and(let parts):
            for part in parts where try !part.isMet(&budget, value, element) { return false }
            return true
        case .or(let parts):
            for part in parts where try part.isMet(&budget, value, element) { return true }
            return false
        case .not(let part): return try !part.isMet(&budget, value, element)
        }
    }
}

extension ODataFilter.Term {
    fileprivate func value(
        _ budget: inout ODataBudget, _ value: (Int) -> JSON, _ element: JSON?
    ) throws(ODataBudget.Exhausted) -> ODataValue {
        switch self {
        case .literal(let literal): return literal
        case .property(let path):
            let json = path.json(value, element)
            try budget.charge(forMaking: json)
            let found = ODataValue(json, as: path.kind)
            try budget.charge(forReading: found)
            return found
        case .lowered(let term):
            guard let text = try term.value(&budget, value, element).text else { return .null }
            try budget.charge(10 * text.utf8.count)
            return .text(text.lowercased())
        }
    }
}

extension ODataFilter.Path {
    /// Returns the value at the end of the path. It is null if something on the way is.
    func json(_ value: (Int) -> JSON, _ element: JSON?) -> JSON {
        var json = isInLambda ? element?[names.first ?? ""] ?? .null : value(first)
        for name in names.dropFirst() { json = json[name] ?? .null }
        return json
    }
}
