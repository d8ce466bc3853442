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
        return try readings.answers(to: StoreInquiry(questions, in: site)) { inquiries in self.answers(to: inquiries) }
    }

    /// Returns the answers to the questions of several calls, in one round trip.
    public func answers(to inquiries: [StoreInquiry]) -> [Result<[StoreAnswer], StoreError>] {
        let reading = Reading(inquiries)
        do throws(StoreError) {
            return reading.answers(from: try query(reading.statements))
        } catch {
            guard inquiries.count > 1, case .failed = error else { return inquiries.map { _ in .failure(error) } }
            // What the database refuses of one call is not to fail the others.
            return inquiries.flatMap { answers(to: [$0]) }
        }
    }
}
