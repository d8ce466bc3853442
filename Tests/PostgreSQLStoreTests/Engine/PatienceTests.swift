import Testing

@testable import PostgreSQLStore

@Suite("A batch of statements", .enabled(if: TestServer.address != nil, TestServer.absence))
struct PatienceTests {
    private static let sleep = SQL("SELECT pg_sleep($1::BIGINT / 1000.0)")

    /// Returns how a batch ends whose statements take so many milliseconds each. The limit for one is two seconds.
    private func end(of milliseconds: [Int]) throws -> Failure? {
        let server = try #require(TestServer.address)
        var settings = PostgreSQLSettings()
        settings.statementTimeout = .seconds(2)
        let connection = try Connection(PostgreSQLAddress(server), settings)
        do throws(Failure) {
            let results = try connection.run(milliseconds.map { Self.sleep(.int($0)) })
            #expect(results.count == milliseconds.count)
            return nil
        } catch {
            return error
        }
    }

    @Test("may take longer than one statement")
    func several() throws {
        #expect(try end(of: [1200, 1200, 1200]) == nil)
    }

    @Test("is ended by the server at the statement that takes too long")
    func slow() throws {
        guard case .refused(1, SQLState("57014"), _)? = try end(of: [1200, 9000, 0]) else {
            Issue.record("the statement was not ended")
            return
        }
    }

    @Test("is given up after three times the limit of one")
    func tooMany() throws {
        #expect(try end(of: Array(repeating: 1200, count: 8)) == .lost("no answer in time"))
    }
}
