import Accounts

/// The questions of several calls, in one round trip and in as few statements as they need: one statement reads the sessions of all of
/// them, another one the people, and what several calls ask is asked once.
struct Reading {
    /// Where the answer to a question is.
    private enum Place {
        case session(TokenDigest)
        case person(AccountID)
        /// The people with the first of some identities that anybody has.
        case holders([IdentityKey], limit: Int)
        case facts(SignInQuestion)
        /// The number of a query of its own.
        case query(Int)
    }

    /// The questions of one site.
    private struct Part {
        var digests: Set<TokenDigest> = []
        var ids: Set<AccountID> = []
        var keys: [IdentityKey] = []
        var knownKeys: Set<IdentityKey> = []
        /// The greatest number of holders that anybody asks for.
        var limit = 0
        var facts = FactsWanted()
        var others: [(question: StoreQuestion, query: Query<StoreAnswer>)] = []
    }

    /// The answers of one site.
    private struct Found {
        var sessions: [TokenDigest: StoredSession] = [:]
        var people: [AccountID: Person] = [:]
        var holders: [IdentityKey: [Person]] = [:]
        var facts = FactsFound()
        var others: [Result<StoreAnswer, StoreError>] = []
    }

    /// The places of each call's answers.
    private let places: [(site: SiteID, places: [Place])]
    private let parts: [SiteID: Part]
    /// The sites in the order of the statements.
    private let sites: [SiteID]

    init(_ inquiries: [StoreInquiry]) {
        var parts: [SiteID: Part] = [:]
        places = inquiries.map { inquiry in
            (inquiry.site, inquiry.questions.map { Self.place($0, in: inquiry.site, &parts[inquiry.site, default: Part()]) })
        }
        self.parts = parts
        sites = Array(parts.keys)
    }

    private static func place(_ question: StoreQuestion, in site: SiteID, _ part: inout Part) -> Place {
        func asked(_ query: @autoclosure () -> Query<StoreAnswer>) -> Place {
            if let known = part.others.firstIndex(where: { $0.question == question }) { return .query(known) }
            part.others.append((question, query()))
            return .query(part.others.count - 1)
        }
        switch question {
        case .session(let digest):
            part.digests.insert(digest)
            return .session(digest)
        case .person(let id):
            part.ids.insert(id)
            return .person(id)
        case .people(let identities, let limit):
            let keys = identities.map(IdentityKey.init)
            for key in keys where part.knownKeys.insert(key).inserted { part.keys.append(key) }
            part.limit = max(part.limit, limit)
            return .holders(keys, limit: max(0, limit))
        case .facts(let facts):
            part.facts.add(facts)
            return .facts(facts)
        case .sessions(let digest, let name):
            return asked(PostgreSQLStore.sessions(digest, pointingBy: name, in: site).map(StoreAnswer.sessions))
        case .identities(let scheme, let identity):
            return asked(PostgreSQLStore.values(of: scheme, forHolderOf: identity, in: site).map(StoreAnswer.texts))
        case .values(let prefix): return asked(PostgreSQLStore.values(namedFrom: prefix, in: site).map(StoreAnswer.values))
        case .policies: return asked(PostgreSQLStore.policies(in: site).map(StoreAnswer.policies))
        case .directoryEpoch: return asked(PostgreSQLStore.directoryEpoch(in: site).map(StoreAnswer.epoch))
        }
    }

    /// The statements, whose results ``answers(from:)`` takes in the same order.
    var statements: [Statement] {
        sites.flatMap { site -> [Statement] in
            guard let part = parts[site] else { return [] }
            var statements: [Statement] = []
            if !part.digests.isEmpty { statements.append(PostgreSQLStore.sessions(Array(part.digests), in: site)) }
            if !part.ids.isEmpty { statements.append(PostgreSQLStore.people(Array(part.ids), in: site)) }
            if !part.keys.isEmpty { statements.append(PostgreSQLStore.holders(of: part.keys, in: site, limit: part.limit)) }
            if !part.facts.isEmpty { statements.append(part.facts.statement(in: site)) }
            return statements + part.others.map(\.query.statement)
        }
    }

    /// Asks over a connection, in one round trip. Returns the answers to each call's questions.
    func answers(over connection: Connection) throws(Failure) -> [Result<[StoreAnswer], StoreError>?] {
        answers(from: try connection.run(statements))
    }

    /// Returns the answers to each call's questions.
    func answers(from results: [ResultRows]) -> [Result<[StoreAnswer], StoreError>] {
        var rest = results[...]
        var found: [SiteID: Found] = [:]
        for site in sites { found[site] = parts[site].map { Self.found($0, &rest) } }
        return places.map { site, places in
            Result { () throws(StoreError) in
                var answers: [StoreAnswer] = []
                for place in places { answers.append(try Self.answer(at: place, in: found[site] ?? Found())) }
                return answers
            }
        }
    }

    private static func found(_ part: Part, _ results: inout ArraySlice<ResultRows>) -> Found {
        var found = Found()
        if !part.digests.isEmpty, let rows = results.popFirst() {
            for session in rows.map(StoredSession.init(row:)) { found.sessions[session.session.digest] = session }
        }
        if !part.ids.isEmpty, let rows = results.popFirst() {
            for person in rows.map({ Person(row: $0) }) { found.people[person.id] = person }
        }
        if !part.keys.isEmpty, let rows = results.popFirst() {
            for (number, person) in rows.map(PostgreSQLStore.holder) where part.keys.indices.contains(number) {
                found.holders[part.keys[number], default: []].append(person)
            }
        }
        if !part.facts.isEmpty, let rows = results.popFirst() { found.facts = FactsFound(rows) }
        for (_, query) in part.others {
            guard let rows = results.popFirst() else { break }
            found.others.append(Result { () throws(StoreError) in try query.read(rows) })
        }
        return found
    }

    private static func answer(at place: Place, in found: Found) throws(StoreError) -> StoreAnswer {
        switch place {
        case .session(let digest): .sessions(found.sessions[digest].map { [$0] } ?? [])
        case .person(let id): .people(found.people[id].map { [$0] } ?? [])
        case .holders(let keys, let limit): .people(Array((keys.lazy.compactMap { found.holders[$0] }.first ?? []).prefix(limit)))
        case .facts(let question): .facts(try found.facts.answer(to: question))
        case .query(let number): try found.others[number].get()
        }
    }
}

/// An identity as it is stored.
struct IdentityKey: Hashable, Sendable {
    let scheme: String
    /// Bytes, because the database compares them, and texts that are equal may differ in theirs.
    let key: [UInt8]

    init(_ identity: Identity) {
        scheme = identity.scheme.name
        key = Array(identity.key.utf8)
    }
}
