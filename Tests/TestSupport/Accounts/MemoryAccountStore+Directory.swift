public import Accounts

extension MemoryAccountStore {
    /// All containers of a site.
    public func directory(in site: SiteID) throws(StoreError) -> DirectoryGraph {
        read { state in
            let containers = state.containers.values.filter { $0.site == site }.map(\.container)
            let ids = Set(containers.map(\.id))
            let nestings = state.memberships.compactMap { membership -> (child: ContainerID, parent: ContainerID)? in
                guard case .container(let child) = membership.member, ids.contains(child) else { return nil }
                return (child, membership.container)
            }
            return DirectoryGraph(epoch: state.epochs[site, default: 0], containers: containers, nestings: nestings)
        }
    }

    /// The epoch.
    public func directoryEpoch(in site: SiteID) throws(StoreError) -> Int64 { read { $0.epochs[site, default: 0] } }

    /// The members of a container.
    public func members(
        of container: ContainerID, in site: SiteID, after account: AccountID?, limit: Int
    ) throws(StoreError) -> [Person] {
        read { state in
            let ids = state.memberships.compactMap { membership -> AccountID? in
                guard membership.container == container, case .account(let id) = membership.member else { return nil }
                return id.rawValue > account?.rawValue ?? Int64.min ? id : nil
            }
            return ids.sorted { $0.rawValue < $1.rawValue }.compactMap { Self.person($0, in: site, state) }.prefix(max(0, limit)).map { $0 }
        }
    }

    /// A site's rule sets.
    public func policies(in site: SiteID) throws(StoreError) -> [StoredPolicy] {
        read { state in state.policies.filter { $0.key.site == site }.map(\.value).sorted { $0.number < $1.number } }
    }

    /// Events.
    public func events(
        _ kind: EventKind, of account: AccountID?, in site: SiteID, before id: Int64?, limit: Int
    ) throws(StoreError) -> [StoredEvent] {
        read { state in
            let found = state.events.reversed().filter { kept in
                kept.site == site && kept.event.event.kind == kind && (account == nil || kept.event.event.account == account)
                    && kept.event.id < id ?? .max
            }
            return found.prefix(max(0, limit)).map(\.event)
        }
    }

    static func makeOfEvents(_ change: Change, in site: SiteID, _ state: inout State) {
        switch change {
        case .updateEvent(let id, let kind, let fields):
            let place = state.events.firstIndex { $0.site == site && $0.event.id == id && $0.event.event.kind == kind }
            guard let place else { return }
            var event = state.events[place].event.event
            for (name, value) in fields { event.fields[name] = value }
            state.events[place].event = StoredEvent(id: id, event)
        case .trimEvents(let kind, let account, let kept):
            let places = state.events.indices.filter { place in
                let (owner, stored) = state.events[place]
                return owner == site && stored.event.kind == kind && stored.event.account == account
            }
            for place in places.dropLast(max(0, kept)).reversed() { state.events.remove(at: place) }
        default: break
        }
    }

    static func container(_ id: ContainerID, in site: SiteID, _ state: State) -> Container? {
        state.containers[id].flatMap { $0.site == site ? $0.container : nil }
    }

    static func number(_ given: Int64?, of name: String, above least: Int64 = 0, in site: SiteID, _ state: inout State) -> Int64 {
        let key = SequenceKey(site: site, name: name)
        let number = given ?? max(state.sequences[key, default: 1], least == .max ? least : least + 1)
        state.sequences[key] = max(state.sequences[key, default: 1], number == .max ? number : number + 1)
        return number
    }

    static func makeInDirectory(
        _ change: Change, in site: SiteID, _ state: inout State, _ committed: inout Committed
    ) throws(StoreError) {
        switch change {
        case .insertContainer(let new):
            state.lastKey += 1
            let made = Container(
                id: ContainerID(rawValue: state.lastKey), kind: new.kind,
                number: number(new.number, of: "container." + new.kind.rawValue, in: site, &state), key: new.key, name: new.name,
                fields: new.fields)
            try put(made, in: site, &state)
            for member in new.members { try add(member, to: made.id, in: site, &state) }
            for container in new.memberships { try add(.container(made.id), to: container, in: site, &state) }
            committed.containers.append(made)
        case .updateContainer(let id, let changes):
            guard var changed = container(id, in: site, state) else { return }
            changed.name = changes.name ?? changed.name
            changed.key = changes.key ?? changed.key
            for (name, value) in changes.fields { changed.fields[name] = value }
            try put(changed, in: site, &state)
        case .deleteContainer(let id):
            guard container(id, in: site, state) != nil else { return }
            state.containers[id] = nil
            state.memberships = state.memberships.filter { $0.container != id && $0.member != .container(id) }
            state.epochs[site, default: 0] += 1
        case .addMember(let member, let id): try add(member, to: id, in: site, &state)
        case .removeMember(let member, let id):
            guard container(id, in: site, state) != nil else { return }
            if state.memberships.remove(Membership(container: id, member: member)) != nil { state.epochs[site, default: 0] += 1 }
        default: break
        }
    }

    static func add(_ member: Member, to id: ContainerID, in site: SiteID, _ state: inout State) throws(StoreError) {
        guard container(id, in: site, state) != nil else { return }
        switch member {
        case .account(let account):
            guard state.records[account]?.site == site else { return }
        case .container(let child):
            guard container(child, in: site, state) != nil else { return }
            guard !isInside(id, of: child, state) else { throw .cycle(child, in: id) }
        }
        if state.memberships.insert(Membership(container: id, member: member)).inserted { state.epochs[site, default: 0] += 1 }
    }

    private static func isInside(_ id: ContainerID, of other: ContainerID, _ state: State) -> Bool {
        id == other
            || state.memberships.contains { $0.member == .container(id) && isInside($0.container, of: other, state) }
    }

    private static func put(_ container: Container, in site: SiteID, _ state: inout State) throws(StoreError) {
        let isTaken = state.containers.values.contains { other in
            other.site == site && other.container.kind == container.kind && other.container.id != container.id
                && (other.container.number == container.number
                    || container.key != nil && other.container.key.map { Array($0.utf8) } == container.key.map { Array($0.utf8) })
        }
        guard !isTaken else { throw .containerTaken(container.kind) }
        state.containers[container.id] = (site, container)
        state.epochs[site, default: 0] += 1
    }

    static func makeOfPolicies(
        _ change: Change, in site: SiteID, _ state: inout State, _ committed: inout Committed
    ) throws(StoreError) {
        func named(_ name: String) -> StoredPolicy? {
            state.policies.first { $0.key.site == site && Array($0.value.name.utf8) == Array(name.utf8) }?.value
        }
        switch change {
        case .setPolicy(let rules, let name, let fields):
            let present = named(name)
            if present == nil { state.lastKey += 1 }
            let id = present?.id ?? PolicyID(rawValue: state.lastKey)
            let number = present?.number ?? number(nil, of: "policy", in: site, &state)
            state.policies[PolicyKey(site: site, id: id)] = StoredPolicy(id: id, number: number, name: name, rules: rules, fields: fields)
            committed.policies.append(id)
        case .renamePolicy(let id, let name):
            guard let present = state.policies[PolicyKey(site: site, id: id)] else { return }
            if let other = named(name), other.id != id { throw .policyTaken(name) }
            state.policies[PolicyKey(site: site, id: id)] = StoredPolicy(
                id: id, number: present.number, name: name, rules: present.rules, fields: present.fields)
        case .deletePolicy(let id): state.policies[PolicyKey(site: site, id: id)] = nil
        default: break
        }
    }
}
