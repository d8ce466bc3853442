public import Accounts
import Glibc

extension PostgreSQLStore {
    /// How often a transaction is tried if others interfere, or if it certainly was not made.
    private static let tries = 8

    /// Makes a transaction's changes if all its expectations are true, in one round trip. If it expects something of rule
    /// sets, these are read before, in another one.
    public func commit(_ transaction: Transaction, in site: SiteID) throws(StoreError) -> Committed? {
        let policies = try transaction.expectsPolicies ? storedPolicies(in: site) : []
        guard transaction.expectations.allSatisfy({ $0.holds(of: policies) }) else { return nil }
        let changes = !transaction.changes.isEmpty
        for attempt in 1... {
            let token = changes ? CommitToken.make() : []
            let plan = try Plan(transaction, in: site, token: token, storedPolicies: policies)
            do throws(Failure) {
                guard changes else { return try look(plan, transaction.answers, fresh: attempt > 1) }
                return try make(plan, transaction)
            } catch {
                switch error {
                case .refused(let index, let state, _):
                    if state == .divisionByZero, let meaning = plan.meaning(of: index) {
                        if case .expectation = meaning { return nil }
                        throw try conflict(meaning, in: site)
                    }
                    guard state.isInterference || state == .uniqueViolation, attempt < Self.tries else { throw error.reported }
                    Self.pause(after: attempt)
                case .lost:
                    // A transaction with changes that was not made, or one that only looks.
                    guard attempt < (changes ? Self.tries : 2) else { throw error.reported }
                case .unavailable, .unknown, .closed: throw error.reported
                }
            }
        }
        throw .failed("a transaction was not tried")
    }

    /// Waits a moment, which differs from one caller to the next, so that those who interfered do so less.
    private static func pause(after attempt: Int) {
        usleep(UInt32.random(in: 500...2000) * UInt32(attempt))
    }

    /// A transaction that only looks sees one state.
    private static let beginLooking = SQL("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    private static let addLatches = SQL(
        "INSERT INTO latch (site, slot) SELECT $1, slot FROM unnest($2::BIGINT[]) AS u (slot) ORDER BY slot ON CONFLICT DO NOTHING")
    /// Adds the token too, which a statement of its own would do at a greater cost.
    private static let lockLatches = SQL(
        """
        WITH token AS (\(CommitToken.adding("$3")))
        SELECT slot FROM latch WHERE site = $1 AND slot = ANY ($2) ORDER BY slot FOR UPDATE
        """)

    private func look(_ plan: Plan, _ answers: [AccountID], fresh: Bool) throws(Failure) -> Committed {
        let people = answers.isEmpty ? [] : [Self.people(answers, in: plan.site)]
        let results = try run([Self.beginLooking()], plan, then: people + [SQL.commit()], fresh: fresh)
        return Committed(people: answers.isEmpty ? [] : results[results.count - 2].map { Person(row: $0) })
    }

    /// Makes changes. If the connection is lost, throws that only if they were certainly not made.
    private func make(_ plan: Plan, _ transaction: Transaction) throws(Failure) -> Committed? {
        var people = transaction.answers.isEmpty ? [] : [Self.people(transaction.answers, in: plan.site)]
        let numbers: [Int64]
        do throws(Failure) {
            let results = try run(plan, then: people)
            numbers = plan.hasResults ? results[results.count - 2 - people.count].first?.ints(0) ?? [] : []
            if !people.isEmpty {
                return Committed(of: transaction.changes, numbers, people: results[results.count - 2].map { Person(row: $0) })
            }
        } catch {
            guard case .lost = error else { throw error }
            guard let made = try outcome(of: plan.token) else { throw error }
            numbers = made
        }
        var committed = Committed(of: transaction.changes, numbers, people: [])
        if !people.isEmpty {
            let answer = people.removeFirst()
            committed.people = try pool.use(fresh: true) { connection throws(Failure) in
                try connection.run([answer])[0].map { Person(row: $0) }
            }
        }
        return committed
    }

    /// Runs the statements of a plan in a transaction, with others at its end.
    private func run(_ plan: Plan, then others: [Statement]) throws(Failure) -> [ResultRows] {
        let slots = Set(plan.latches.map(\.slot)).sorted()
        let (site, token) = (Value.int(plan.site.rawValue), Value.bytes(plan.token))
        var before = [SQL.begin()]
        if !latches.contains(slots, of: plan.site) { before.append(Self.addLatches(site, .ints(slots))) }
        before.append(slots.isEmpty ? CommitToken.add(token) : Self.lockLatches(site, .ints(slots), token))
        let results = plan.hasResults ? [CommitToken.results(token)] : []
        let answers = try run(before, plan, then: results + others + [SQL.commit()])
        latches.insert(slots, of: plan.site)
        return answers
    }

    /// Runs the statements of a plan between others. The index of one that is refused counts from the first one of the plan.
    private func run(
        _ before: [Statement], _ plan: Plan, then after: [Statement], fresh: Bool = false
    ) throws(Failure) -> [ResultRows] {
        do throws(Failure) {
            return try pool.use(fresh: fresh) { connection throws(Failure) in
                try connection.run(before + plan.steps.map(\.statement) + after)
            }
        } catch {
            guard case .refused(let index, let state, let message) = error else { throw error }
            throw .refused(index - before.count, state, message)
        }
    }

    /// Makes the changes of a plan that is not that of a ``Transaction``. Returns false if an expectation is false.
    func make(_ plan: Plan) throws(StoreError) -> Bool {
        for attempt in 1... {
            do throws(Failure) {
                _ = try run(plan, then: [])
                return true
            } catch {
                switch error {
                case .refused(_, let state, _):
                    if state == .divisionByZero { return false }
                    guard state.isInterference || state == .uniqueViolation, attempt < Self.tries else { throw error.reported }
                    Self.pause(after: attempt)
                case .lost:
                    let outcome: [Int64]?
                    do throws(Failure) { outcome = try self.outcome(of: plan.token) } catch { throw error.reported }
                    if outcome != nil { return true }
                    guard attempt < Self.tries else { throw error.reported }
                case .unavailable, .unknown, .closed: throw error.reported
                }
            }
        }
        return false
    }

    /// Returns the error for a change that conflicts with stored data.
    private func conflict(_ meaning: Plan.Meaning, in site: SiteID) throws(StoreError) -> StoreError {
        switch meaning {
        case .expectation: return .tryAgain("an expectation is false")
        case .conflict(let error): return error
        case .containerKey(let id):
            let kind = try query(Self.kindOfContainer(.int(site.rawValue), .int(id.rawValue))).first?.text(0)
            return .containerTaken(ContainerKind(rawValue: kind ?? ""))
        case .identities(let identities):
            let rows = try query(
                Self.holders(
                    .int(site.rawValue), .texts(identities.map(\.identity.scheme.name)), .texts(identities.map(\.identity.key))))
            let holders = rows.map { $0.optionalInt(0) }
            var own: Set<[UInt8]> = []
            for (index, (account, identity)) in identities.enumerated() where identity.scheme.isUnique {
                let holder = holders.indices.contains(index) ? holders[index] : nil
                if let holder, holder != account?.rawValue { return .identityTaken(identity) }
                // Two new accounts of one call may have the same identity.
                if !own.insert(Array(identity.scheme.name.utf8) + [0] + Array(identity.key.utf8)).inserted {
                    return .identityTaken(identity)
                }
            }
            return .tryAgain("an identity was taken meanwhile, and is free again")
        }
    }

    private static let kindOfContainer = SQL("SELECT kind FROM container WHERE site = $1 AND id = $2")
    private static let holders = SQL(
        """
        SELECT (SELECT min(i.account) FROM identity i WHERE i.site = $1 AND i.scheme = u.scheme AND i.key = u.key)
        FROM unnest($2::TEXT[], $3::TEXT[]) WITH ORDINALITY AS u (scheme, key, ord) ORDER BY u.ord
        """)
}

extension Plan {
    /// Returns what it means that the statement with an index is refused, or nil if it is none of the plan's.
    func meaning(of index: Int) -> Meaning? {
        steps.indices.contains(index) ? steps[index].meaning : nil
    }
}

extension Transaction {
    /// Whether it expects something of rule sets that are named with their content.
    fileprivate var expectsPolicies: Bool {
        expectations.contains {
            switch $0 {
            case .policy, .policies: true
            default: false
            }
        }
    }
}

extension Expectation {
    /// Returns whether the stored rule sets are as expected. True for every other expectation.
    fileprivate func holds(of stored: [PolicyRow]) -> Bool {
        switch self {
        case .policy(let policy): stored.contains { $0.isSame(as: policy) }
        case .policies(let policies):
            policies.count == stored.count && policies.allSatisfy { policy in stored.contains { $0.isSame(as: policy) } }
        default: true
        }
    }
}

extension Committed {
    /// Creates the result of changes from the numbers that their statements have appended, in order.
    fileprivate init(of changes: [Change], _ numbers: [Int64], people: [Person]) {
        self.init(people: people)
        var rest = numbers[...]
        for change in changes {
            switch change {
            case .insert: accounts += rest.prefix(1).map(AccountID.init(rawValue:))
            case .setPolicy: policies += rest.prefix(1).map(PolicyID.init(rawValue:))
            case .draw: self.numbers += rest.prefix(1)
            case .insertContainer(let new):
                guard let id = rest.popFirst(), let number = rest.first else { break }
                containers.append(
                    Container(
                        id: ContainerID(rawValue: id), kind: new.kind, number: number, key: new.key, name: new.name, fields: new.fields))
            default: continue
            }
            rest = rest.dropFirst()
        }
    }
}
