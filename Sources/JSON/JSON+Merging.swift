extension JSON {
    /// Returns this value with another merged into it (RFC 7396): members of the other replace those of the same name, objects are merged
    /// in the same way, and null removes a member.
    public func merged(with patch: JSON) -> JSON {
        guard let changes = patch.members else { return patch }
        var members = (self.members ?? []).map(Member?.some)
        var places = Dictionary(members.indices.compactMap { index in members[index].map { ($0.name, index) } }) { first, _ in first }
        for change in changes {
            let place = places[change.name]
            guard change.value != .null else {
                if let place { members[place] = nil }
                continue
            }
            let old = place.flatMap { members[$0]?.value } ?? .null
            let new = Member(change.name, old.merged(with: change.value))
            if let place {
                members[place] = new
            } else {
                places[change.name] = members.count
                members.append(new)
            }
        }
        return .object(members.compactMap { $0 })
    }

    /// The values in this one that are no objects, with their places.
    public func leaves(at path: JSONPath) -> [(path: JSONPath, value: JSON)] {
        guard let members else { return [(path, self)] }
        return members.flatMap { $0.value.leaves(at: path.member($0.name)) }
    }
}
