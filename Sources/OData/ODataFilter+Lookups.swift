extension ODataFilter {
    /// A look-up by the value of a property.
    public struct Lookup: Hashable, Sendable {
        /// The property's name, spelled as in the schema. `List/Name` for a property of the objects in a list.
        public let property: String
        /// The value as a text. A number has no leading zeros.
        public let value: String
    }

    /// Returns look-ups that find every object that can meet the filter, or nil if there are none for this filter. The filter must
    /// still be checked for each object found.
    ///
    /// - Parameter properties: The names of the properties by which objects can be looked up, spelled as in the schema. A look-up of a
    ///   text must ignore letter case, because it also serves for `tolower(name) eq 'x'`.
    public func lookups(by properties: Set<String>) -> Set<Lookup>? { root.lookups(by: properties, in: nil) }
}

extension ODataFilter.Condition {
    /// `list` is the name of the list that the lambda variable goes through.
    fileprivate func lookups(by properties: Set<String>, in list: String?) -> Set<ODataFilter.Lookup>? {
        switch self {
        case .comparison(let one, .eq, let other):
            return Self.lookup(one, other, by: properties, in: list) ?? Self.lookup(other, one, by: properties, in: list)
        case .and(let parts):
            return parts.lazy.compactMap { $0.lookups(by: properties, in: list) }.min { $0.count < $1.count }
        case .or(let parts):
            var all: Set<ODataFilter.Lookup> = []
            for part in parts {
                guard let lookups = part.lookups(by: properties, in: list) else { return nil }
                all.formUnion(lookups)
                guard all.count <= ODataLimits.lookups else { return nil }
            }
            return all
        case .any(let path, let condition?): return path.names.count == 1 ? condition.lookups(by: properties, in: path.names[0]) : nil
        case .comparison, .holds, .contains, .beginsWith, .any, .not: return nil
        }
    }

    private static func lookup(
        _ term: ODataFilter.Term, _ literal: ODataFilter.Term, by properties: Set<String>, in list: String?
    ) -> Set<ODataFilter.Lookup>? {
        guard case .literal(let value) = literal, let path = term.comparedPath, path.names.count == 1, let own = path.names.first else {
            return nil
        }
        let name = path.isInLambda ? "\(list ?? "")/\(own)" : own
        guard properties.contains(name) else { return nil }
        switch value {
        case .text(let text): return [ODataFilter.Lookup(property: name, value: text)]
        case .whole(let number): return [ODataFilter.Lookup(property: name, value: String(number))]
        case .null, .boolean, .real: return nil
        }
    }
}

extension ODataFilter.Term {
    /// The property whose value is compared, perhaps without letter case.
    fileprivate var comparedPath: ODataFilter.Path? {
        switch self {
        case .property(let path): path
        case .lowered(let term): term.comparedPath
        case .literal: nil
        }
    }
}
