import Accounts
import Foundation
import Testing

@testable import PostgreSQLStore

/// How the database finds what the store changes and what it reads apart from calls. The plan of a statement is made once for each
/// connection, which may be when its tables are still empty.
@Suite("What a statement changes or reads is found by its keys", .enabled(if: TestServer.address != nil, TestServer.absence))
struct StatementPlanTests {
    /// The number of rows of each table in each of two sites.
    private static let rows = 3000
    /// How many rows a statement may look at in one place, if it does not read all of a site.
    private static let fewRows = 40

    /// Something that the store does, and whether that reads all rows of a table that a site has.
    private struct Work {
        let name: String
        let readsSite: Bool
        let body: (PostgreSQLStore, SiteID) throws -> Void

        init(_ name: String, readsSite: Bool = false, _ body: @escaping (PostgreSQLStore, SiteID) throws -> Void) {
            (self.name, self.readsSite, self.body) = (name, readsSite, body)
        }
    }

    private static func works() -> [Work] { changes() + expectations() + queries() + ofSites() }

    private static let scheme = IdentityScheme("k", isUnique: true, ignoresCase: false)
    private static let shared = IdentityScheme("s", isUnique: false, ignoresCase: false)
    private static let id = AccountID(rawValue: 7)
    private static let container = ContainerID(rawValue: 7)
    private static let policy = PolicyID(rawValue: 7)
    private static let now = Timestamp(milliseconds: 5)

    private static func digest(_ store: PostgreSQLStore, _ number: Int) throws -> TokenDigest {
        TokenDigest(try store.query(SQL("SELECT sha256('\(number)')")()).first?.blob(0) ?? [])
    }

    private static func session(_ digest: TokenDigest) -> Session {
        Session(digest: digest, kind: "k", account: id, createdAt: now, idleTimeout: .seconds(5))
    }

    private static func changes() -> [Work] {
        var update = AccountChanges()
        update.status = .disabled
        update.policy = .some(policy)
        update.attributes = ["a": "b"]
        update.replacedSchemes = [shared]
        update.addedIdentities = [Identity(shared, "new"), Identity(scheme, "new")]
        update.endsSessions = true
        var changesOfContainer = ContainerChanges()
        changesOfContainer.key = .some("new")
        var newContainer = NewContainer("k", key: "new", name: "new")
        newContainer.members = [.account(id), .container(ContainerID(rawValue: 8))]
        newContainer.memberships = [ContainerID(rawValue: 9)]
        var account = NewAccount(
            identities: [Identity(scheme, "new"), Identity(shared, "new")], passwordHash: PasswordHash("h"), policy: policy,
            memberships: [container], events: [Event("k", at: now)])
        account.rows = [Row("k", key: "new")]
        let failures = SignInFailures(count: 1, lastAt: now)
        let inside = Member.container(ContainerID(rawValue: 8))
        let changes: [Change] = [
            .insert(account, at: now), .update(id, update), .lock(id), .recordSignIn(id, at: now), .disableUnused(id, after: now),
            .delete(id),
            .setCredential(id, NewCredential(hash: PasswordHash("new"), changedAt: now, mustChange: false, keepsHistory: 3)),
            .rehash(id, PasswordHash("new")), .countGraceSignIn(id), .setFailures(of: "s7", failures), .setFailures(of: "s7", nil),
            .setFailures(of: "new", failures), .endSessions(of: id, except: nil),
            .endSessionsAlike(SessionLikeness(account: id, kind: "k", clientAddress: nil), keepingNewest: 0),
            .deleteEndedSessions(before: now), .insertContainer(newContainer), .updateContainer(container, changesOfContainer),
            .deleteContainer(container), .addMember(.account(AccountID(rawValue: 8)), to: container), .addMember(inside, to: container),
            .removeMember(.account(id), from: ContainerID(rawValue: 1)), .removeMember(inside, from: container),
            .draw(sequence: "q7", above: 9), .draw(sequence: "new"), .setPolicy(AccountPolicy(), named: "p7"),
            .setPolicy(AccountPolicy(), named: "new"), .renamePolicy(policy, to: "new"), .deletePolicy(policy),
            .append(Event("k", of: id, at: now)), .updateEvent(7, "k", fields: ["a": "b"]), .trimEvents("k", of: id, keepingNewest: 0),
            .insertRow(Row("k", key: "new", of: id)), .updateRow("k", key: "key 7", fields: ["a": "b"]), .deleteRow("k", key: "key 7"),
            .setValue("v", named: "v7"), .setValue("v", named: "new"), .setValue(nil, named: "v7"),
        ]
        let few = changes.map { change in
            Work("\(change)") { store, site in _ = try store.commit(Transaction([change], answering: [id]), in: site) }
        }
        // Sweeps look at everything that they may have to delete.
        let sweeps: [Change] = [
            .deleteOldFailures(before: now, notLockedAt: now, keeping: 10), .trimEvents("k", of: nil, keepingNewest: 0),
        ]
        let all = sweeps.map { change in
            Work("\(change)", readsSite: true) { store, site in _ = try store.commit(Transaction([change]), in: site) }
        }
        let ofSessions: [Work] = [
            Work("keepSession") { store, site in
                _ = try store.commit(Transaction([.keepSession(session(digest(store, 7)))]), in: site)
                _ = try store.commit(Transaction([.keepSession(session(TokenDigest([1])))]), in: site)
            },
            Work("endSession") { store, site in _ = try store.commit(Transaction([.endSession(digest(store, 8))]), in: site) },
            Work("endSessions except") { store, site in
                _ = try store.commit(Transaction([.endSessions(of: id, except: digest(store, 9))]), in: site)
            },
        ]
        return few + all + ofSessions
    }

    private static func expectations() -> [Work] {
        let seventh = Timestamp(milliseconds: 7)
        let counted = SignInFailures(count: 7, lastAt: seventh, lockedUntil: seventh)
        let expectations: [Accounts.Expectation] = [
            .account(id), .attribute(id, named: "a", nil), .status(id, [.active]), .credential(id, version: 1),
            .graceSignIns(id, fewerThan: 3), .failures(of: "s7", counted),
            .failures(of: "new", nil), .container(container), .free(Identity(scheme, "new"), except: nil),
            .events("k", of: id, fewerThan: 3), .noPolicy(named: "new"), .row("k", key: "key 7"),
            .value(nil, named: "new"), .rows("none", of: nil, fewerThan: 3), .rows("k", of: id, fewerThan: 3), .directory(epoch: 0),
        ]
        let changing = expectations.map { expectation in
            Work("\(expectation)") { store, site in
                _ = try store.commit(Transaction(expecting: [expectation], [.setValue("v", named: "v7")]), in: site)
            }
        }
        let looking = expectations.map { expectation in
            Work("looking: \(expectation)") { store, site in _ = try store.commit(Transaction(expecting: [expectation], []), in: site) }
        }
        return changing + looking + [
            Work("together") { store, site in _ = try store.commit(Transaction(expecting: Array(expectations.prefix(8)), []), in: site) },
            Work("unusedPolicy") { store, site in
                let unused = PolicyID(rawValue: Int64(rows))
                _ = try store.commit(Transaction(expecting: [.unusedPolicy(unused)], [.deletePolicy(unused)]), in: site)
                _ = try store.commit(Transaction(expecting: [.unusedPolicy(unused)], []), in: site)
            },
            Work("policy", readsSite: true) { store, site in
                let stored = try #require(try store.policies(in: site).first { $0.number == 8 })
                _ = try store.commit(Transaction(expecting: [.policy(stored)], []), in: site)
            },
            Work("session") { store, site in
                let digest = try digest(store, 7)
                _ = try store.commit(Transaction(expecting: [.session(digest), .sessionOwner(digest, id)], []), in: site)
            },
        ]
    }

    private static func queries() -> [Work] {
        let search = AccountSearch(scheme, .prefix("key 7"))
        return [
            Work("person") { store, site in _ = try store.person(id, in: site) },
            Work("people with all") { store, site in
                _ = try store.people(withAllOf: [Identity(scheme, "key 7"), Identity(shared, "value 7")], in: site, among: 5)
            },
            Work("search") { store, site in
                let found = try store.search(search, in: site, after: nil, limit: 2)
                _ = try store.search(search, in: site, after: found.last?.position, limit: 2)
                _ = try store.search(AccountSearch(scheme, .any), in: site, skipping: 3, limit: 2)
                _ = try store.count(AccountSearch(scheme, .equal("key 7")), in: site, before: nil)
            },
            Work("count", readsSite: true) { store, site in _ = try store.count(AccountSearch(scheme, .any), in: site, before: nil) },
            Work("sessions") { store, site in
                _ = try store.sessions(of: id, in: site, after: nil, limit: 5)
                _ = try store.sessions(of: nil, in: site, after: digest(store, 7), limit: 5)
                _ = try store.accounts([id], withSessionOf: "k", liveAt: now, in: site)
                _ = try store.liveSessions(of: [id], at: now, in: site, countingUpTo: 5)
            },
            Work("directory", readsSite: true) { store, site in _ = try store.directory(in: site) },
            Work("epoch") { store, site in _ = try store.directoryEpoch(in: site) },
            Work("members") { store, site in _ = try store.members(of: ContainerID(rawValue: 1), in: site, after: id, limit: 5) },
            Work("policies", readsSite: true) { store, site in _ = try store.policies(in: site) },
            Work("events") { store, site in
                _ = try store.events("k", of: nil, in: site, before: nil, limit: 5)
                _ = try store.events("k", of: id, in: site, before: nil, limit: 5)
                _ = try store.events(in: site, after: 7, limit: 5)
            },
            Work("rows") { store, site in
                _ = try store.row("k", key: "key 7", in: site)
                _ = try store.rows("k", of: nil, in: site, after: 7, limit: 5)
                _ = try store.rows("k", of: id, in: site, after: nil, limit: 5)
                _ = try store.rows(in: site, after: 7, limit: 5)
            },
            Work("values") { store, site in
                _ = try store.value(named: "v7", in: site)
                _ = try store.values(namedFrom: "v299", in: site)
            },
            Work("content") { store, site in
                _ = try store.people(in: site, after: id, limit: 5)
                _ = try store.failures(in: site, after: "s7", limit: 5)
            },
            Work("sequences", readsSite: true) { store, site in _ = try store.sequences(in: site) },
            Work("endings") { store, site in
                try store.touch([(digest(store, 7), site, Timestamp(milliseconds: 9))])
                _ = try store.endings(.sessions, after: now, through: Timestamp(milliseconds: 9), in: site, limit: 5)
                _ = try store.endings(.passwords(under: policy, lifetime: .seconds(1)), after: now, through: now, in: site, limit: 5)
            },
            // Lists for people who move the clock of a test.
            Work("locks", readsSite: true) { store, site in
                _ = try store.endings(.locks(ofSubjectsFrom: "s"), after: now, through: Timestamp(milliseconds: 9), in: site, limit: 5)
                _ = try store.recordCount(after: now, in: site)
            },
        ]
    }

    private static func ofSites() -> [Work] {
        [
            Work("site") { store, _ in _ = try store.site(named: "site 7") },
            Work("create") { store, _ in _ = try store.createSite(named: "created") },
            Work("replace") { store, site in _ = try store.replaceSite(site, by: SiteID(rawValue: 9), marking: "m") },
            Work("server value") { store, _ in _ = try store.replaceServerValue(nil, by: "new", named: "name") },
            Work("sizes", readsSite: true) { store, site in
                _ = try store.sizes(of: [site])
                _ = try store.accountCount(in: site)
                _ = try store.isEmpty()
            },
            Work("copy", readsSite: true) { store, site in _ = try store.copySite(site, named: "copied", marking: "m") },
            Work("delete", readsSite: true) { store, site in _ = try store.deleteSite(site) },
            Work("sites", readsSite: true) { store, _ in _ = try store.sites() },
        ]
    }

    // MARK: Rows

    private static func fill(_ connection: Connection, _ site: SiteID) throws(Failure) {
        for (site, other) in [(site.rawValue, "n"), (site.rawValue + 1, "n + \(rows)")] {
            _ = try connection.run(
                [
                    "account SELECT \(site), n, 0, 'h', 1, 1, false, 0, nullif(n, \(rows)), '{}', 1, NULL, NULL",
                    "identity SELECT \(site), n, 0, 'k', 'key ' || n, NULL, 0",
                    "identity SELECT \(site), 7, 1, 's', 'value 7', NULL, 7",
                    "session SELECT \(site), sha256((\(other))::TEXT::BYTEA), 'k', n, 1, 1, NULL, NULL, n, NULL, '{}'",
                    "policy SELECT \(site), n, n, 'p' || n, '{}', '{}'", "failure SELECT \(site), 's' || n, n, n, nullif(n % 2, 0) * n",
                    "history SELECT \(site), n, 0, 'h'", "setting SELECT \(site), 'v' || n, ''",
                    "container SELECT \(site), n, 'k', n, 'key ' || n, 'name', '{}'",
                    "membership SELECT \(site), n % 100 + 1, 0, n", "sequence SELECT \(site), 'q' || n, 1",
                    "sequence SELECT \(site), 'policy', \(rows + 1)", "sequence SELECT \(site), 'container.k', \(rows + 1)",
                    "event SELECT \(site), n, n, 'k', 1, '{}'", "record SELECT \(site), n, 'k', 'key ' || n, n, '{}'",
                    "latch SELECT \(site), n",
                ].map { SQL("INSERT INTO \($0) FROM generate_series(1, \(rows)) AS g (n) ON CONFLICT DO NOTHING")() },
                patience: .seconds(60))
        }
        let others = [
            "site SELECT n, 'Site ' || n, 'site ' || n, 0", "commit_token SELECT sha256(n::TEXT::BYTEA), now(), false, NULL",
        ]
        _ = try connection.run(
            others.map { SQL("INSERT INTO \($0) FROM generate_series(2, \(rows)) AS g (n) ON CONFLICT DO NOTHING")() }
                + ["account", "container", "policy", "event", "record", "site"].map { SQL("SELECT setval('\($0)_id', \(rows + 1))")() },
            patience: .seconds(60))
    }

    // MARK: Plans

    /// A batch of the store, as statements that are prepared by name, with their values in SQL.
    private typealias Batch = (work: Work, statements: [(name: String, values: String)])

    /// Prepares the statements of batches over a connection. Those that are planned each time they are run need no look.
    private func prepare(_ batches: [(Work, [Statement])], _ connection: Connection) throws -> [Batch] {
        var names: [ObjectIdentifier: String] = [:]
        return try batches.map { work, statements in
            (
                work,
                try statements.compactMap { statement in
                    // A transaction is that of the test.
                    let isOfTransaction = ["BEGIN", "COMMIT", "ROLLBACK"].contains(where: statement.sql.text.hasPrefix)
                    guard !isOfTransaction, !statement.sql.isPlannedAnew else { return nil }
                    let values = try statement.values.map(connection.literal)
                    if names[ObjectIdentifier(statement.sql)] == nil {
                        let name = "q\(names.count)"
                        let types = values.isEmpty ? "" : "(\(values.map(\.type).joined(separator: ", ")))"
                        _ = try connection.run([SQL("PREPARE \(name)\(types) AS \(statement.sql.text)")()])
                        names[ObjectIdentifier(statement.sql)] = name
                    }
                    return (names[ObjectIdentifier(statement.sql)] ?? "", values.map(\.value).joined(separator: ", "))
                }
            )
        }
    }

    /// Runs each statement once, whatever comes of it, so that it has a plan.
    private func plan(_ batches: [Batch], _ connection: Connection) throws {
        for batch in batches {
            for statement in batch.statements {
                _ = try connection.run([SQL.begin()])
                defer { _ = try? connection.run([SQL.rollback()]) }
                _ = try? connection.planSeen(statement.name, statement.values, indexes: [:])
            }
        }
    }

    private func check(_ batch: Batch, _ indexes: [String: [String]], _ connection: Connection) throws {
        _ = try connection.run([SQL.begin()])
        defer { _ = try? connection.run([SQL.rollback()]) }
        for statement in batch.statements {
            do {
                let seen = try connection.planSeen(statement.name, statement.values, indexes: indexes)
                let most = batch.work.readsSite ? Self.rows + Self.fewRows : Self.fewRows
                #expect(seen.rows <= most && seen.gaps.isEmpty, "\(batch.work.name)\n\(seen.gaps)\n\(statement.values)\n\(seen.text)")
            } catch {
                Issue.record("\(batch.work.name): \(error) \(statement)")
                return
            }
        }
    }

    /// Returns what the store sends for all of its work.
    private func batches() throws -> [(Work, [Statement])] {
        try TestServer.withStore { store in
            let site = try store.createSite(named: "site")
            try store.pool.use { connection throws(Failure) in try Self.fill(connection, site) }
            return Self.works().flatMap { work in
                // What was done before may stand in the way of this. Its statements are sent nevertheless.
                let batches = store.pool.roundTrips.batches { try? work.body(store, site) }
                #expect(!batches.isEmpty, "\(work.name)")
                return batches.map { (work, $0) }
            }
        }
    }

    @Test("whether its plan was made before the tables were filled, or after", arguments: [false, true])
    func plans(isFilled: Bool) throws {
        let sent = try batches() + [(Work("sweep") { _, _ in }, [Upkeep.sweep()])]
        try TestServer.withSite(isFilled: isFilled, by: Self.fill) { connection, site in
            let batches = try prepare(sent, connection)
            try plan(batches, connection)
            if !isFilled { try Self.fill(connection, site) }
            let indexes = try connection.indexes()
            for batch in batches { try check(batch, indexes, connection) }
        }
    }
}
