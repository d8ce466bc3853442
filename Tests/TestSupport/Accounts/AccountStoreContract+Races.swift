import Accounts
import Dispatch
import Synchronization
import Testing

extension AccountStoreContract {
    static let races: [Rule] = [
        Rule("lets exactly one of several changes of one credential win") { store throws in
            let (site, id) = try populated(store)
            for version in 1...20 as ClosedRange<Int64> {
                let winners = try countTrue(of: 4) { number in
                    let change = CredentialChange(hash: PasswordHash("v\(version).\(number)"), at: start)
                    return try store.replaceCredential(of: id, in: site, expecting: version, with: change)
                }
                #expect(winners == 1)
                #expect(try store.account(id, in: site)?.credential?.version == version + 1)
            }
        },
        Rule("gives exactly one of several callers the end of a session") { store throws in
            let (site, id) = try populated(store)
            for number in 1...20 as ClosedRange<UInt64> {
                try keep(Session(digest: digest(number), kind: "a", account: id, createdAt: start), in: site, store)
                #expect(try countTrue(of: 4) { _ in try store.deleteSession(digest(number), in: site) } == 1)
            }
        },
        Rule("lets exactly one of several callers put a session in the place of another") { store throws in
            let (site, id) = try populated(store)
            for round in 1...20 as ClosedRange<UInt64> {
                try keep(Session(digest: digest(round), kind: "a", account: id, createdAt: start), in: site, store)
                let replaced = try countTrue(of: 4) { thread in
                    let next = Session(digest: digest(1000 * round + UInt64(thread)), kind: "a", account: id, createdAt: start)
                    return try store.replaceSession(digest(round), with: next, in: site)
                }
                #expect(replaced == 1)
                #expect(try (0..<4).filter { try store.session(digest(1000 * round + $0), in: site) != nil }.count == 1)
            }
        },
        Rule("lets exactly one of several callers count the same failure") { store throws in
            let site = try store.createSite(named: "first")
            var known: SignInFailures?
            for count in 1...20 {
                let next = SignInFailures(count: count, lastAt: start)
                let expected = known
                let counted = try countTrue(of: 4) { _ in
                    try store.setFailures(next, of: "s", in: site, expecting: expected, lock: nil)
                }
                #expect(counted == 1)
                known = next
            }
        },
        Rule("lets exactly one of several callers replace a value of a site") { store throws in
            let site = try store.createSite(named: "first")
            for round in 1...20 {
                let replaced = try countTrue(of: 4) { _ in
                    let expected = round == 1 ? nil : "\(round - 1)"
                    let transaction = Transaction(expecting: [.value(expected, named: "n")], [.setValue("\(round)", named: "n")])
                    return try store.commit(transaction, in: site) != nil
                }
                #expect(replaced == 1)
            }
        },
        Rule("lets exactly one of several new accounts take a unique identity") { store throws in
            let site = try store.createSite(named: "first")
            for number in 1...20 {
                let taken = try countTrue(of: 4) { _ in
                    do {
                        return try store.insert([NewAccount(identities: [Identity(login, "name\(number)")])], in: site, at: start).count
                            == 1
                    } catch StoreError.identityTaken {
                        return false
                    }
                }
                #expect(taken == 1)
            }
        },
        Rule("shows a change to whoever reads after it was acknowledged") { store throws in
            let (site, id) = try populated(store)
            let missed = try countTrue(of: 4) { thread in
                let name = "thread\(thread)"
                for round in 0..<50 {
                    var changes = AccountChanges()
                    changes.attributes = [name: "\(round)"]
                    _ = try store.update(id, in: site, changes)
                    if try store.account(id, in: site)?.attributes[name] != "\(round)" { return true }
                }
                return false
            }
            #expect(missed == 0)
        },
    ]

    /// How many of several threads that begin together give true.
    public static func countTrue(of threads: Int, _ body: @escaping @Sendable (Int) throws -> Bool) throws -> Int {
        let outcome = Outcome()
        let group = DispatchGroup()
        for thread in 0..<threads {
            DispatchQueue.global().async(group: group) { outcome.add { try body(thread) } }
        }
        group.wait()
        return try outcome.count()
    }

    /// What threads gave, and the first thing they threw.
    private final class Outcome: Sendable {
        private let state = Mutex<(count: Int, error: (any Error)?)>((0, nil))

        func add(_ body: () throws -> Bool) {
            do {
                if try body() { state.withLock { $0.count += 1 } }
            } catch {
                state.withLock { $0.error = $0.error ?? error }
            }
        }

        func count() throws -> Int {
            try state.withLock { state in
                if let error = state.error { throw error }
                return state.count
            }
        }
    }
}
