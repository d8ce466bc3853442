import Accounts

/// Reading from a store.
extension SiteImage {
    /// How many of each are read at once.
    private static let pageSize = 500

    /// Reads everything of a site that nobody changes.
    init(of site: SiteID, _ users: UserService) throws(StoreError) {
        let store = users.store
        beginning = try SiteBeginning(of: site, in: store)
        let policies = try store.policies(in: site)
        self.policies = policies.map { ($0.number, $0.name, $0.rules, $0.fields) }
        let policyNames = Dictionary(policies.map { ($0.id, $0.name) }) { first, _ in first }
        let directory = try store.directory(in: site)
        containers = directory.all.map { container in
            var new = NewContainer(container.kind, number: container.number, key: container.key, name: container.name)
            new.fields = container.fields
            return (new, directory.parents(of: container.id).map(ContainerName.init).sorted())
        }
        values = try store.values(namedFrom: "", in: site).filter { $0.name != SiteKeeper.unfinished && !SiteBeginning.keeps($0.name) }
        sequences = try store.sequences(in: site)
        var positions: [AccountID: AccountID] = [:]
        try Self.forEach({ last throws(StoreError) in try store.people(in: site, after: last?.id, limit: Self.pageSize) }) {
            person throws(StoreError) in
            positions[person.id] = AccountID(rawValue: Int64(accounts.count))
            let question = SignInQuestion(historyOf: person.id, historyLimit: AccountPast.mostPreviousPasswords)
            let history = person.account.credential == nil ? [] : try store.facts(question, in: site).history
            accounts.append(Entry(person, history, policyNames, directory))
        }
        try Self.forEach({ last throws(StoreError) in try store.rows(in: site, after: last?.id, limit: Self.pageSize) }) { stored in
            let row = stored.row
            rows.append(Row(row.table, key: row.key, of: row.account.flatMap { positions[$0] }, fields: row.fields))
        }
        try Self.forEach({ last throws(StoreError) in try store.events(in: site, after: last?.id, limit: Self.pageSize) }) { stored in
            var event = stored.event
            event.account = event.account.flatMap { positions[$0] }
            events.append(event)
        }
        try Self.forEach({ last throws(StoreError) in try store.failures(in: site, after: last?.subject, limit: Self.pageSize) }) {
            stored in
            guard let subject = FailureSubject.moved(stored.subject, { positions[$0] }) else { return }
            failures.append((subject, stored.failures))
        }
        failures.sort { $0.subject.utf8.lexicographicallyPrecedes($1.subject.utf8) }
        let sessionPage = { (last: Session?) throws(StoreError) in
            try store.sessions(of: nil, in: site, after: last?.digest, limit: Self.pageSize)
        }
        try Self.forEach(sessionPage) { stored in
            var session = stored
            session.account = session.account.flatMap { positions[$0] }
            // A session of an account that is gone is over.
            if stored.account == nil || session.account != nil { sessions.append(session) }
        }
    }

    private static func forEach<Element>(
        _ page: (Element?) throws(StoreError) -> [Element], _ body: (Element) throws(StoreError) -> Void
    ) throws(StoreError) {
        var last: Element?
        while true {
            let elements = try page(last)
            for element in elements { try body(element) }
            guard elements.count >= pageSize else { return }
            last = elements.last
        }
    }
}

extension SiteImage.ContainerName {
    init(_ container: Container) {
        self.init(kind: container.kind.rawValue, number: container.number)
    }
}

extension SiteImage.Entry {
    fileprivate init(_ person: Person, _ history: [PasswordHash], _ policies: [PolicyID: String], _ directory: DirectoryGraph) {
        let account = person.account
        status = account.status
        identities = person.identities.map { SiteImage.Name(scheme: $0.scheme, value: $0.value) }
        policy = account.policy.flatMap { policies[$0] }
        hash = account.credential?.hash
        passwordChangedAt = account.credential?.changedAt
        mustChangePassword = account.credential?.mustChange ?? false
        graceSignInsUsed = account.credential?.graceSignInsUsed ?? 0
        previous = history
        attributes = account.attributes
        containers = person.memberships.compactMap { directory[$0].map(SiteImage.ContainerName.init) }.sorted()
        createdAt = account.createdAt
        lastSignInAt = account.lastSignInAt
        activatedAt = account.activatedAt
    }
}

/// Writing to a store.
extension SiteImage {
    /// How many changes one transaction makes, so that other writes do not wait long.
    private static let changesAtOnce = 500

    /// Stores everything in a site, which is empty and not in use.
    func load(into site: SiteID, _ users: UserService) throws(StoreError) {
        func commit(_ changes: [Change]) throws(StoreError) {
            for start in stride(from: 0, to: changes.count, by: Self.changesAtOnce) {
                let part = Array(changes[start..<min(start + Self.changesAtOnce, changes.count)])
                _ = try users.commit(Transaction(part), in: site)
            }
        }
        try commit((values + beginning.values).map { .setValue($0.value, named: $0.name) })
        let policyKeys = try loadPolicies(into: site, users)
        let containerKeys = try loadContainers(into: site, users)
        var keys: [AccountID] = []
        var pasts: [Change] = []
        for start in stride(from: 0, to: accounts.count, by: Self.changesAtOnce) {
            let page = accounts[start..<min(start + Self.changesAtOnce, accounts.count)]
            let new = page.map { $0.new(policyKeys, containerKeys) }
            let inserted = try users.commit(Transaction(zip(new, page).map { .insert($0, at: $1.createdAt) }), in: site)?.accounts ?? []
            keys += inserted
            for (id, (new, entry)) in zip(inserted, zip(new, page)) { pasts += entry.changes(to: id, storedAs: new, users) }
        }
        try commit(pasts)
        func key(_ position: AccountID) -> AccountID? {
            keys.indices.contains(Int(clamping: position.rawValue)) ? keys[Int(clamping: position.rawValue)] : nil
        }
        try commit(rows.map { .insertRow(Row($0.table, key: $0.key, of: $0.account.flatMap(key), fields: $0.fields)) })
        try commit(
            events.map { event in
                var event = event
                event.account = event.account.flatMap(key)
                return .append(event)
            })
        try commit(
            failures.compactMap { stored in
                FailureSubject.moved(stored.subject, key).map { Change.setFailures(of: $0, stored.failures) }
            })
        try commit(
            sessions.map { session in
                var session = session
                session.account = session.account.flatMap(key)
                return .keepSession(session)
            })
        let present = try Dictionary(users.store.sequences(in: site).map { ($0.name, $0.next) }) { first, _ in first }
        try commit(sequences.filter { $0.next > present[$0.name] ?? 1 }.map { .draw(sequence: $0.name, above: $0.next - 2) })
    }

    private func loadPolicies(into site: SiteID, _ users: UserService) throws(StoreError) -> [String: PolicyID] {
        var changes: [Change] = []
        var next: Int64 = 1
        for policy in policies.sorted(by: { $0.number < $1.number }) {
            // The number of a rule set is the next one of its sequence.
            if policy.number > next { changes.append(.draw(sequence: "policy", above: policy.number - 2)) }
            changes.append(.setPolicy(policy.rules, named: policy.name, fields: policy.fields))
            next = policy.number + 1
        }
        if !changes.isEmpty { _ = try users.commit(Transaction(changes), in: site) }
        return try Dictionary(users.policies(in: site).map { ($0.name, $0.id) }) { first, _ in first }
    }

    private func loadContainers(into site: SiteID, _ users: UserService) throws(StoreError) -> [ContainerName: ContainerID] {
        guard !containers.isEmpty else { return [:] }
        let made = try users.commit(Transaction(containers.map { .insertContainer($0.container) }), in: site)?.containers ?? []
        let keys = Dictionary(made.map { (ContainerName($0), $0.id) }) { first, _ in first }
        let nestings = containers.flatMap { container, parents -> [Change] in
            let own = ContainerName(kind: container.kind.rawValue, number: container.number ?? 0)
            return parents.compactMap { parent in
                guard let child = keys[own], let parent = keys[parent] else { return nil }
                return .addMember(.container(child), to: parent)
            }
        }
        if !nestings.isEmpty { _ = try users.commit(Transaction(nestings), in: site) }
        return keys
    }
}

extension SiteImage.Entry {
    fileprivate func new(_ policies: [String: PolicyID], _ keys: [SiteImage.ContainerName: ContainerID]) -> NewAccount {
        NewAccount(
            status: status, identities: identities.compactMap { name in knownScheme(named: name.scheme).map { Identity($0, name.value) } },
            passwordHash: hash,
            mustChangePassword: mustChangePassword, policy: policy.flatMap { policies[$0] }, attributes: attributes,
            memberships: containers.compactMap { keys[$0] })
    }

    fileprivate func changes(to id: AccountID, storedAs new: NewAccount, _ users: UserService) -> [Change] {
        var past = AccountPast()
        past.passwordChangedAt = passwordChangedAt
        past.previousPasswords = previous
        past.graceSignInsUsed = graceSignInsUsed
        var changes = users.changes(giving: past, to: id, storedAs: new)
        if let lastSignInAt { changes.append(.recordSignIn(id, at: lastSignInAt)) }
        if let activatedAt {
            var change = AccountChanges()
            change.activatedAt = activatedAt
            changes.append(.update(id, change))
        }
        return changes
    }
}
