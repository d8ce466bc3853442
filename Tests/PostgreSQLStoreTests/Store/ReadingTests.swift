import Accounts
import Dispatch
import Synchronization
import TestSupport
import Testing

@testable import PostgreSQLStore

/// Calls that ask at the same time.
@Suite("Calls that ask at once", .enabled(if: TestServer.address != nil, TestServer.absence))
struct ReadingTests {
    private static let threads = 24
    private static let rounds = 40
    private static let login = IdentityScheme("test.login", isUnique: true, ignoresCase: true)

    /// Calls a function on several threads at once. Returns what it has thrown.
    private func concurrently(_ body: @escaping @Sendable (_ thread: Int) throws -> Void) -> [String] {
        let failures = Mutex<[String]>([])
        let ended = DispatchSemaphore(value: 0)
        for thread in 0..<Self.threads {
            #expect(
                DetachedThread.start {
                    do { try body(thread) } catch { failures.withLock { $0.append("\(error)") } }
                    ended.signal()
                })
        }
        for _ in 0..<Self.threads { ended.wait() }
        return failures.withLock { $0 }
    }

    private struct Wrong: Error {
        let found: String
    }

    @Test("share round trips, and each gets its own answers")
    func sharing() throws {
        try TestServer.withStore { store in
            let site = try store.createSite(named: "site")
            let names = (0..<Self.threads).map { "user\($0)" }
            let ids = try store.insert(
                names.map { NewAccount(identities: [Identity(Self.login, $0)]) }, in: site, at: Timestamp(milliseconds: 1))
            let before = store.roundTrips
            let failures = concurrently { thread in
                for round in 0..<Self.rounds {
                    let wanted = (thread + round) % names.count
                    let question = StoreQuestion.people(withFirstOf: [Identity(Self.login, names[wanted])], limit: 2)
                    guard case .people(let people)? = try store.answers(to: [question, .directoryEpoch], in: site).first,
                        people.map(\.id) == [ids[wanted]]
                    else { throw Wrong(found: names[wanted]) }
                }
            }
            #expect(failures.isEmpty)
            #expect(store.roundTrips - before < Self.threads * Self.rounds / 2)
        }
    }

    @Test("see what was changed before they asked")
    func freshness() throws {
        try TestServer.withStore { store in
            let site = try store.createSite(named: "site")
            let failures = concurrently { thread in
                for round in 0..<Self.rounds {
                    _ = try store.commit(Transaction([.setValue("\(round)", named: "thread\(thread).")]), in: site)
                    guard case .values(let values)? = try store.answers(to: [.values(namedFrom: "thread")], in: site).first,
                        values.first(where: { $0.name == "thread\(thread)." })?.value == "\(round)"
                    else { throw Wrong(found: "\(thread)") }
                }
            }
            #expect(failures.isEmpty)
        }
    }
}
