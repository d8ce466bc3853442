extension ODataFilter {
    /// A look-up by the value of a property.
    public struct Lookup: Hashable, Sendable {
        /// The property's name, spelled as in the schema.
        public let property: String
        /// The value as a text. A number has no leading zeros.
        public let value: String
    }

    /// Returns look-ups that find every object that can meet the filter, or nil if there are none for this filter. The filter must
    /// still be checked for each object found.
    ///
    /// - Parameter properties: The names of the properties by which objects can be looked up, spelled as in the schema. A look-up of a
    ///   text must ignore letter case, because it also serves for `tolower(name) eq 'x'`.
    public func lookups(by properties: Set<String>) -> Set<Lookup>? { root.lookups(by: properties) }
}

extension ODataFilter.Condition {
    fileprivate func lookups(by properties: Set<String>) -> Set<ODataFilter.Lookup>? {
        switch self {
        case .comparison(let one, .eq, let other):
            return Self.lookup(one, other, by: properties) ?? Self.lookup(other, one, by: properties)
        case .and(let parts):
            return parts.lazy.compactMap { $0.lookups(by: properties) }.min { $0.count < $1.count }
        case .or(let parts):
            var all: Set<ODataFilter.Lookup> = []
            for part in parts {
                guard let lookups = part.lookups(by: properties) else { return nil }
                all.formUnion(lookups)
                guard all.count <= ODataLimits.lookups else { return nil }
            }
            return all
        case .comparison, .holds, .contains, .beginsWith, .any, .not: return nil
        }
    }

    private static func lookup(
        _ term: ODataFilter.Term, _ literal: ODataFilter.Term, by properties: Set<String>
    ) -> Set<ODataFilter.Lookup>? {
        guard case .literal(let value) = literal, let path = term.comparedPath, !path.isInLambda, path.names.count == 1,
            let name = path.names.first, properties.contains(name)
        else { return nil }
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
