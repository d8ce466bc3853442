/// Compares two contracts: what clients of one meet at the other.
public enum ContractComparison {
    /// Returns the differences between the contract of this server and another one, such as the vendor's, the worst first. Empty if they
    /// say the same, whatever the order of their definitions and the names of their prefixes.
    public static func differences(own: [UInt8], other: [UInt8]) throws(RecordingError) -> [Difference] {
        let own = try contract(own, "the contract of this server")
        let other = try contract(other, "the other contract")
        var found: [Difference] = []
        if own.targetNamespace != other.targetNamespace {
            found.append(Difference("targetNamespace", both("\"\(other.targetNamespace)\"", "\"\(own.targetNamespace)\"")))
        }
        found += operations(own, other) + definitions(own, other)
        return found.enumerated().sorted { $0.element.tier == $1.element.tier ? $0.offset < $1.offset : $0.element.tier > $1.element.tier }
            .map(\.element)
    }

    private static func contract(_ bytes: [UInt8], _ name: String) throws(RecordingError) -> Contract {
        do throws(RecordingError) {
            return try Contract(bytes)
        } catch {
            throw RecordingError("\(name): \(error)")
        }
    }

    private static func both(_ other: String, _ own: String) -> String { "the other has \(other), this one \(own)" }

    private static func operations(_ own: Contract, _ other: Contract) -> [Difference] {
        compare(own.operations, other.operations, "operation ") { place, ours, theirs in
            var found: [Difference] = []
            for (name, mine, its) in [
                ("SOAPAction", ours.action, theirs.action), ("input", ours.input, theirs.input), ("output", ours.output, theirs.output),
            ] where mine != its {
                found.append(Difference("\(place) \(name)", both("\"\(its)\"", "\"\(mine)\"")))
            }
            return found
        }
    }

    private static func definitions(_ own: Contract, _ other: Contract) -> [Difference] {
        compare(own.definitions, other.definitions, "") { place, ours, theirs in
            var found: [Difference] = []
            if ours.base != theirs.base { found.append(Difference(place, both(named(theirs.base), named(ours.base)))) }
            return found + members(place, ours.members, theirs.members)
        }
    }

    /// Compares what has a name on both sides, and tells of what only one side has.
    private static func compare<Value>(
        _ own: [String: Value], _ other: [String: Value], _ prefix: String, _ differences: (String, Value, Value) -> [Difference]
    ) -> [Difference] {
        Set(own.keys).union(other.keys).sorted().flatMap { name -> [Difference] in
            let place = prefix + name
            guard let ours = own[name] else { return [Difference(place, "is missing here")] }
            guard let theirs = other[name] else { return [Difference(place, "is only here", .info)] }
            return differences(place, ours, theirs)
        }
    }

    private static func members(_ place: String, _ own: [Contract.Member], _ other: [Contract.Member]) -> [Difference] {
        var found: [Difference] = []
        for member in other where !own.contains(where: { $0.name == member.name }) {
            found.append(Difference("\(place)/\(member.name)", "is missing here"))
        }
        for member in own where !other.contains(where: { $0.name == member.name }) {
            found.append(Difference("\(place)/\(member.name)", "is only here", .info))
        }
        for member in own {
            guard let its = other.first(where: { $0.name == member.name }) else { continue }
            let place = "\(place)/\(member.name)"
            if member.type != its.type { found.append(Difference(place, both(named(its.type), named(member.type)))) }
            if member.occurs != its.occurs { found.append(Difference(place, both(its.occurs, member.occurs), .warning)) }
            if member.isNillable != its.isNillable {
                found.append(Difference(place, its.isNillable ? "is nillable there only" : "is nillable here only", .warning))
            }
        }
        let common = { (one: [Contract.Member], two: [Contract.Member]) in
            one.map(\.name).filter { name in two.contains { $0.name == name } }
        }
        if common(own, other) != common(other, own) { found.append(Difference(place, "the order of its members differs")) }
        return found
    }

    private static func named(_ type: String) -> String { type.isEmpty ? "no type" : type }
}
