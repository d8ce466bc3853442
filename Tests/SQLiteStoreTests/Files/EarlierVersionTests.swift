import Accounts
import Foundation
import PasswordHashing
import TestSupport
import Testing

@testable import SQLiteStore

/// A database that the program wrote at version 3, opened by this one.
///
/// It was filled by fixtures and a few calls. `default` has web users with roles, Archer users with rights and instances, a constituent, the rule
/// sets "easy" and "strict", sessions, failures and a password changed twice; `Acme` has one account. No role but one is held by nobody, and one,
/// "Unlisted", is held and not listed, which a later release refused.
@Suite("A database of version 3")
struct EarlierVersionTests {
    private let program = IdentityScheme("xweb.program_user", isUnique: true, ignoresCase: true)
    private let recno = IdentityScheme("xweb.recno", isUnique: true, ignoresCase: false)
    private let archerName = IdentityScheme("archer.user_name", isUnique: true, ignoresCase: true)

    /// Opens a copy, twice: what was brought up to date once must open again.
    private func withCopy(_ body: (SQLiteStore) throws -> Void) throws {
        let kept = try #require(Bundle.module.url(forResource: "version-3", withExtension: "db", subdirectory: "Databases"))
        try withScratchDirectory { directory in
            try FileManager.default.copyItem(at: kept, to: URL(fileURLWithPath: directory + "/" + DataDirectory.databaseName))
            for _ in 0..<2 {
                let store = try SQLiteStore(directory: directory)
                defer { store.close() }
                try body(store)
            }
        }
    }

    private func person(_ scheme: IdentityScheme, _ value: String, in site: SiteID, _ store: SQLiteStore) throws -> Person {
        try #require(try store.people(withFirstOf: [Identity(scheme, value)], in: site, limit: 2).first, "\(value)")
    }

    @Test("keeps its accounts, what is kept of them, and its rule sets, to which accounts now refer by key")
    func accounts() throws {
        try withCopy { store in
            #expect(try store.sites().map(\.name) == ["default", "Acme"])
            let site = try #require(try store.site(named: "default"))
            let acme = try #require(try store.site(named: "ACME"))
            let mary = try person(recno, "82457", in: site, store)
            #expect(
                mary.account.attributes == [
                    "first_name": "Mary", "luminate.reminder_hint": "the usual", "xweb.ind_first_name": "Mary",
                    "xweb.ind_last_name": "Membér = \\ two",
                ])
            #expect(
                mary.identities.map(\.scheme) == [
                    "xweb.recno", "xweb.customer_key", "xweb.web_login", "xweb.email", "xweb.sign_in_name", "luminate.cons_id",
                    "luminate.member_id", "luminate.primary_email", "luminate.user_name", "luminate.column.last_name",
                ])
            #expect(mary.account.credential?.version == 3)
            #expect(try store.passwordHistory(of: mary.id, in: site, limit: 9).count == 2)
            let second = try person(recno, "240656", in: site, store).account
            #expect(second.status == .locked && second.credential?.mustChange == true && second.policy == nil)
            #expect(try person(program, "XWEB", in: site, store).account.attributes["xweb.allowed_addresses"] == "127.0.0.1,::1")
            #expect(try store.policies(in: site).map(\.name) == ["easy", "strict"])
            #expect(try store.policies(in: site).map(\.number) == [1, 2])
            let strict = try #require(try store.policies(in: site).first { $0.id == mary.account.policy })
            #expect(strict.name == "strict" && strict.rules.password.minimumLength == 9)
            #expect(strict.rules.lockout == LockoutPolicy(failures: 5, minutes: 30) && strict.rules.sessionIdleMinutes == 20)
            #expect(try store.policies(in: acme).map(\.rules.password.minimumLength) == [12])
            #expect(try store.value(named: "xweb.option.eWebLoginStrongPassword", in: site) == "true")
            let sample = try person(archerName, "sample.user", in: site, store)
            #expect(try store.failures(of: "a\(sample.id.rawValue)", in: site)?.count == 2)
            let lapsed = try store.people(
                withFirstOf: [Identity(IdentityScheme("luminate.cons_id", isUnique: true, ignoresCase: false), "1000003")], in: site,
                limit: 1)
            #expect(lapsed.first?.account.status == .disabled && lapsed.first?.account.credential == nil)
        }
    }

    @Test("lets in whom it let in: by password, and by token")
    func signIn() throws {
        try withCopy { store in
            let site = try #require(try store.site(named: "default"))
            let users = UserService(
                store: store, hasher: Argon2idHasher(cost: .light), digester: SodiumTokenDigester(),
                clock: ManualClock(at: Timestamp(milliseconds: 1_795_707_600_000)), random: SystemRandomSource())
            let attempt = SignInAttempt(candidates: [Identity(recno, "82457")], password: Password("Member-Pass-3"))
            #expect(try users.signIn(attempt, in: site).get().policy.password.historyDepth == 3)
            let old = SignInAttempt(candidates: [Identity(recno, "82457")], password: Password("Member-Pass-1"))
            #expect(throws: SignInRefusal.wrongPassword) { try users.signIn(old, in: site).get() }
            let live = try users.session(token: "df3d1644-ba3e-4dc7-8399-ae06ee6063e5", kind: "xweb.token", in: site)
            #expect(live?.person?.identity(program) == "xweb")
            let archer = try users.session(token: "0123456789ABCDEF0123456789ABCDEF", kind: "archer.session", in: site)
            #expect(archer?.person?.identity(archerName) == "sysadmin")
            #expect(archer?.session.expiresAt == Timestamp(milliseconds: 4_073_544_000_000))
        }
    }

    @Test("has its roles and rights as containers and memberships")
    func directory() throws {
        try withCopy { store in
            let site = try #require(try store.site(named: "default"))
            let acme = try #require(try store.site(named: "Acme"))
            let graph = try store.directory(in: site)
            #expect(graph.containers(of: "xweb.role").map(\.name) == ["Board", "Editors", "Members", "Unlisted"])
            #expect(graph.containers(of: "xweb.role").map(\.key) == ["board", "editors", "members", "unlisted"])
            func roles(_ scheme: IdentityScheme, _ value: String, in site: SiteID) throws -> [String] {
                let graph = try store.directory(in: site)
                return graph.containers(around: try person(scheme, value, in: site, store)).map(\.name)
            }
            #expect(try roles(recno, "82457", in: site) == ["Editors", "Members"])
            #expect(try roles(recno, "240656", in: site) == ["Members", "Unlisted"])
            #expect(try store.values(namedFrom: "xweb.role", in: site).isEmpty)
            #expect(graph.containers(of: "archer.role").map { $0.fields["rights"] } == ["create", "read", "update", "delete"])
            #expect(try roles(archerName, "sysadmin", in: site) == ["Create", "Read", "Update", "Delete"])
            #expect(try roles(archerName, "sample.user", in: site) == ["Read"])
            #expect(try roles(archerName, "updater", in: site) == ["Read", "Update"])
            #expect(try roles(archerName, "bare", in: site).isEmpty)
            #expect(
                try person(archerName, "sysadmin", in: site, store).account.attributes == [
                    "account.is_system": "true", "archer.user_type": "sysadmin",
                ])
            #expect(try roles(recno, "82457", in: acme) == ["Read", "Editors"])
            #expect(try roles(archerName, "sysadmin", in: acme) == ["Read", "Editors"], "it is one person")
            #expect(try store.number("SELECT count(*) FROM identity WHERE scheme = (SELECT id FROM scheme WHERE name = 'xweb.role')") == 0)
            // Another role gets a number that none had.
            let made = try store.commit(Transaction([.draw(sequence: "container.xweb.role")]), in: site)
            #expect(try #require(made?.numbers.first) >= 5)
        }
    }

    @Test("has the identities by which Archer lists and finds its users")
    func archerUsers() throws {
        try withCopy { store in
            let site = try #require(try store.site(named: "default"))
            let sysadmin = try person(archerName, "sysadmin", in: site, store)
            #expect(
                sysadmin.identities.map { "\($0.scheme) \($0.value)" } == [
                    "archer.user_id 2", "archer.user_name sysadmin", "archer.bare_name sysadmin", "archer.first_name System",
                    "archer.type sysadmin", "archer.order \u{1}system\u{1}0000000002",
                    "archer.domain_order \u{1}\u{1}system\u{1}0000000002", "archer.id_order 0000000002",
                ])
            func ids(_ scheme: String, in site: SiteID) throws -> [String] {
                let search = AccountSearch(IdentityScheme(scheme, isUnique: true, ignoresCase: false), .any)
                return try store.search(search, in: site, after: nil, limit: 9).compactMap {
                    $0.person.identity(IdentityScheme("archer.user_id", isUnique: true, ignoresCase: false))
                }
            }
            #expect(try ids("archer.id_order", in: site) == ["2", "123", "124", "125"])
            #expect(try ids("archer.order", in: site) == ["123", "124", "125", "2"], "those without a name come first")
            #expect(try ids("archer.id_order", in: try #require(try store.site(named: "Acme"))) == ["2"])
        }
    }
}
