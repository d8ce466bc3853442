public import Accounts

/// A statement that changes nothing, and how its rows are read.
struct Query<Result> {
    let statement: Statement
    let read: (ResultRows) throws(StoreError) -> Result

    init(_ statement: Statement, _ read: @escaping (ResultRows) throws(StoreError) -> Result) {
        self.statement = statement
        self.read = read
    }

    /// Returns the query with another form of its result.
    func map<Other>(_ transform: @escaping (Result) -> Other) -> Query<Other> {
        Query<Other>(statement) { [read] rows throws(StoreError) in transform(try read(rows)) }
    }
}

extension PostgreSQLStore {
    /// Runs a query.
    func ask<Result>(_ query: Query<Result>) throws(StoreError) -> Result { try query.read(self.query(query.statement)) }

    /// Returns the answers to questions, in one round trip.
    public func answers(to questions: [StoreQuestion], in site: SiteID) throws(StoreError) -> [StoreAnswer] {
        guard !questions.isEmpty else { return [] }
        let queries = questions.map { Self.query(for: $0, in: site) }
        let results = try query(queries.map(\.statement))
        var answers: [StoreAnswer] = []
        for (query, rows) in zip(queries, results) { answers.append(try query.read(rows)) }
        return answers
    }

    private static func query(for question: StoreQuestion, in site: SiteID) -> Query<StoreAnswer> {
        switch question {
        case .session(let digest): session(digest, in: site).map { .sessions($0.map { [$0] } ?? []) }
        case .sessions(let digest, let name): sessions(digest, pointingBy: name, in: site).map(StoreAnswer.sessions)
        case .person(let id): person(id, in: site).map { .people($0.map { [$0] } ?? []) }
        case .people(let identities, let limit): people(withFirstOf: identities, in: site, limit: limit).map(StoreAnswer.people)
        case .identities(let scheme, let identity): values(of: scheme, forHolderOf: identity, in: site).map(StoreAnswer.texts)
        case .values(let prefix): values(namedFrom: prefix, in: site).map(StoreAnswer.values)
        case .policies: policies(in: site).map(StoreAnswer.policies)
        case .directoryEpoch: directoryEpoch(in: site).map(StoreAnswer.epoch)
        case .facts(let question): facts(question, in: site).map(StoreAnswer.facts)
        }
    }
}
