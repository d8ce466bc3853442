public import JSON
import Text

/// The query options of a request: `$filter`, `$select`, `$orderby`, `$top` and `$skip`.
public struct ODataQuery: Sendable {
    /// The condition, or nil.
    public private(set) var filter: ODataFilter?
    /// The indices of the properties to answer, in the order of the request. Nil for all.
    public private(set) var selection: [Int]?
    /// The order, or nil for the order of the objects.
    public private(set) var ordering: ODataOrdering?
    /// The greatest number of objects to answer, or nil.
    public private(set) var top: Int?
    /// The number of objects to leave out.
    public private(set) var skip = 0

    /// Creates a query without options.
    public init() {}

    /// Reads the options among a request's parameters. Names of options may be in any letter case, parameters whose names do not begin
    /// with `$` are ignored, and an empty option counts as absent.
    ///
    /// - Parameters:
    ///   - parameters: The parameters with their names, decoded.
    ///   - fields: The properties of the objects.
    ///   - isList: Whether the answer is a list. For a single object, `$select` is the only option.
    /// - Throws: ``ODataError`` for an option that is unknown, given twice or wrong.
    public init(_ parameters: some Sequence<(name: String, value: String)>, fields: [ODataField], isList: Bool) throws(ODataError) {
        var seen: Set<String> = []
        for (name, text) in parameters where name.hasPrefix("$") {
            let option = ASCII.lowercased(name)
            guard ["$filter", "$select", "$orderby", "$top", "$skip"].contains(option) else {
                throw ODataError("the query", at: 0, "the options are $filter, $select, $orderby, $top and $skip")
            }
            guard seen.insert(option).inserted else { throw ODataError(option, at: 0, "given twice") }
            guard text.utf8.contains(where: { !ASCII.isBlank($0) }) else { continue }
            guard isList || option == "$select" else { throw ODataError(option, at: 0, "for one object, $select is the only option") }
            switch option {
            case "$filter": filter = try ODataFilter(text, fields: fields)
            case "$select": selection = try Self.selection(text, fields)
            case "$orderby": ordering = try ODataOrdering(text, fields: fields)
            case "$top": top = try Self.count(text, option)
            default: skip = try Self.count(text, option)
            }
        }
    }

    /// Returns the objects that `$skip` and `$top` leave of a list.
    public func page<Element>(of list: some RandomAccessCollection<Element>) -> [Element] {
        Array(list.dropFirst(skip).prefix(top ?? .max))
    }

    /// The number of objects after which no further one is answered, counted from the first. Nil if there is no such number.
    public var end: Int? {
        top.map { top in
            let (end, isOver) = skip.addingReportingOverflow(top)
            return isOver ? .max : end
        }
    }

    private static func count(_ text: String, _ option: String) throws(ODataError) -> Int {
        let digits = text.utf8.filter { !ASCII.isBlank($0) }
        guard digits.count <= 10, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let count = Int(String(decoding: digits, as: UTF8.self))
        else { throw ODataError(option, at: 0, "a whole number of at most ten digits is expected") }
        return count
    }

    private static func selection(_ text: String, _ fields: [ODataField]) throws(ODataError) -> [Int]? {
        var reader = ODataListReader(try ODataLexer.tokens(of: text, in: "$select"), "$select", fields)
        var selection: [Int] = []
        repeat {
            let index = try reader.property()
            if !selection.contains(index) { selection.append(index) }
        } while try reader.continues()
        return selection
    }
}

/// The order of objects: the option `$orderby`.
public struct ODataOrdering: Sendable {
    private let keys: [(index: Int, kind: ODataField.Kind, isDescending: Bool)]

    /// Parses an order.
    ///
    /// - Throws: ``ODataError`` like ``ODataFilter/init(_:fields:)``. An object can only be ordered by properties with a plain value.
    public init(_ text: String, fields: [ODataField]) throws(ODataError) {
        var reader = ODataListReader(try ODataLexer.tokens(of: text, in: "$orderby"), "$orderby", fields)
        var keys: [(index: Int, kind: ODataField.Kind, isDescending: Bool)] = []
        repeat {
            let index = try reader.property()
            guard fields[index].kind.isPlain else { throw reader.error("\(fields[index].name) has no order") }
            let isDescending = try reader.direction()
            if !keys.contains(where: { $0.index == index }) { keys.append((index, fields[index].kind, isDescending)) }
        } while try reader.continues()
        self.keys = keys
    }

    /// Returns a list in this order. Null comes before every value, texts are in the order of their bytes, and objects with equal
    /// values stay in the order of the list.
    ///
    /// - Parameters:
    ///   - list: The objects.
    ///   - budget: Is charged for the work, before the objects are compared.
    ///   - value: Returns the value of an object's property at an index.
    public func sorted<Element>(
        _ list: [Element], _ budget: inout ODataBudget, _ value: (Element, Int) -> JSON
    ) throws(ODataBudget.Exhausted) -> [Element] {
        var keyed: [(offset: Int, keys: [ODataValue])] = []
        for (offset, element) in list.enumerated() {
            var values: [ODataValue] = []
            for key in keys {
                let value = ODataValue(value(element, key.index), as: key.kind)
                try budget.charge(forReading: value)
                try budget.charge(forOrdering: value, among: list.count)
                values.append(value)
            }
            keyed.append((offset, values))
        }
        return keyed.sorted { one, other in
            for (place, key) in keys.enumerated() {
                switch Self.order(one.keys[place], other.keys[place]) {
                case .equal: continue
                case .less: return !key.isDescending
                case .greater: return key.isDescending
                }
            }
            return one.offset < other.offset
        }.map { list[$0.offset] }
    }

    private static func order(_ one: ODataValue, _ other: ODataValue) -> ODataValue.Order {
        switch (one, other) {
        case (.null, .null): .equal
        case (.null, _): .less
        case (_, .null): .greater
        default: one.order(other) ?? .equal
        }
    }
}

/// Reads the lists of `$select` and `$orderby`.
private struct ODataListReader {
    private let option: String
    private let tokens: [ODataToken]
    private let fields: [ODataField]
    private var position = 0

    init(_ tokens: [ODataToken], _ option: String, _ fields: [ODataField]) {
        self.tokens = tokens
        self.option = option
        self.fields = fields
    }

    /// Reads the name of a property and returns its index.
    mutating func property() throws(ODataError) -> Int {
        guard case .word(let word) = tokens[position].kind else { throw error("the name of a property is expected") }
        guard let index = fields.index(ofFieldNamed: word) else {
            throw error("there is no property of this name; there are \(fields.map(\.name).joined(separator: ", "))")
        }
        position += 1
        return index
    }

    /// Reads `asc` or `desc`, if there is one, and returns whether it is `desc`.
    mutating func direction() throws(ODataError) -> Bool {
        guard case .word(let word) = tokens[position].kind else { return false }
        let direction = ASCII.lowercased(word)
        guard ["asc", "desc"].contains(direction) else { throw error("asc, desc, a comma or the end is expected") }
        position += 1
        return direction == "desc"
    }

    /// Reads a comma or the end. Returns whether the list continues.
    mutating func continues() throws(ODataError) -> Bool {
        switch tokens[position].kind {
        case .end: return false
        case .sign(","):
            position += 1
            return true
        default: throw error("a comma or the end is expected")
        }
    }

    func error(_ message: String) -> ODataError { ODataError(option, at: tokens[position].index, message) }
}
