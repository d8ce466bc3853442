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
        let inquiry = StoreInquiry(questions, in: site)
        if let answers = try readings.answers(to: inquiry) { return answers }
        return try answersAlone(to: inquiry)
    }

    /// Returns the answers to the questions of several calls, in one round trip. What the database refuses of one call, or is too slow for,
    /// is not to fail the others: each is then to ask by itself, on its own thread.
    public func answers(to inquiries: [StoreInquiry]) -> [Result<[StoreAnswer], StoreError>?] {
        let reading = Reading(inquiries)
        guard inquiries.count > 1 else {
            return inquiries.map { _ in
                Result { () throws(StoreError) in try reading.answers(from: query(reading.statements))[0].get() }
            }
        }
        do throws(Failure) {
            return try pool.use { connection throws(Failure) in try reading.answers(over: connection) }
        } catch {
            return inquiries.map { _ in error.answers(toEachOf: inquiries.count) }
        }
    }
}
