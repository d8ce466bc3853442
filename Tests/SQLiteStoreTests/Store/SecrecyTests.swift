import Accounts
import Foundation
import PasswordHashing
import SQLiteStore
import TestSupport
import Testing

/// What lies on the disk gives no password and no live token away.
@Suite struct SecrecyTests {
    @Test func theDataDirectoryHoldsNoPasswordAndNoToken() throws {
        try withScratchDirectory { directory in
            let store = try SQLiteStore(directory: directory)
            let hasher = Argon2idHasher(cost: .light)
            let service = UserService(
                store: store, hasher: hasher, digester: SodiumTokenDigester(), clock: SystemClock(), random: SystemRandomSource())
            let site = try store.createSite(named: "site")
            var secrets: [String] = []
            for number in 0..<20 {
                let (first, second, wrong) = ("First-Pass-\(number)", "Second-Pass-\(number)", "Mistyped-Pass-\(number)")
                let hash = try service.hash(Password(first))
                let id = try service.insert([account("user\(number)", hash: hash.text)], in: site)[0]
                let change = PasswordChange(of: .account(id), current: Password(first), new: Password(second))
                _ = try service.changePassword(change, in: site).get()
                let attempt = SignInAttempt(candidates: [Identity(login, "user\(number)")], password: Password(wrong))
                #expect(throws: SignInRefusal.wrongPassword) { try service.signIn(attempt, in: site).get() }
                // A password typed where the name belongs.
                let slip = SignInAttempt(candidates: [Identity(login, "Slipped-Pass-\(number)")], password: Password("x"))
                #expect(throws: SignInRefusal.unknownAccount) { try service.signIn(slip, in: site).get() }
                let formats: [TokenFormat] = [.guid, .upperHex(bytes: 16), .base64URL(bytes: 32)]
                for format in formats {
                    let opening = SessionOpening(kind: "kind", account: id, format: format, lifetime: nil, idleTimeout: .seconds(600))
                    let token = try service.openSession(opening, in: site).token
                    #expect(try service.session(token: token, kind: "kind", in: site) != nil)
                    secrets.append(token)
                }
                secrets += [first, second, wrong, "Slipped-Pass-\(number)", "slipped-pass-\(number)"]
            }
            try expectNone(of: secrets, in: directory)
            // The search can find what is there.
            #expect(try files(in: directory).contains { $0.range(of: Data("user7".utf8)) != nil })
            store.close()
            try expectNone(of: secrets, in: directory)
        }
    }

    private func files(in directory: String) throws -> [Data] {
        try FileManager.default.contentsOfDirectory(atPath: directory).map {
            try Data(contentsOf: URL(fileURLWithPath: directory + "/" + $0))
        }
    }

    private func expectNone(of secrets: [String], in directory: String) throws {
        for file in try files(in: directory) {
            for secret in secrets { #expect(file.range(of: Data(secret.utf8)) == nil, "\(secret)") }
        }
    }
}

/// The user service over the real store and hasher.
@Suite struct ServiceOverSQLiteTests {
    private func withService(_ body: (UserService, SiteID) throws -> Void) throws {
        try withStore { store, site in
            let service = UserService(
                store: store, hasher: Argon2idHasher(cost: .light), digester: SodiumTokenDigester(), clock: SystemClock(),
                random: SystemRandomSource())
            try body(service, site)
        }
    }

    @Test func ofTwoChangesAtOnceExactlyOneWins() throws {
        try withService { service, site in
            let id = try service.insert([account("ann", hash: service.hash(Password("p0")).text)], in: site)[0]
            for round in 0..<25 {
                let outcomes = Outcomes()
                let threads = (0..<2).map { thread in
                    begin {
                        let change = PasswordChange(
                            of: .holder(of: Identity(login, "ANN")), current: Password("p\(round)"),
                            new: Password("p\(round + 1).\(thread)"))
                        do {
                            _ = try service.changePassword(change, in: site).get()
                            outcomes.add("p\(round + 1).\(thread)")
                        } catch {
                            outcomes.add(nil)
                            let refusals: [PasswordChangeRefusal] = [.raceLost, .wrongPassword]
                            #expect(refusals.contains(error as? PasswordChangeRefusal ?? .tooLong))
                        }
                    }
                }
                for thread in threads { thread.wait() }
                let winners = outcomes.all.compactMap { $0 }
                #expect(winners.count == 1)
                let signIn = SignInAttempt(candidates: [Identity(login, "ann")], password: Password(try #require(winners.first)))
                #expect(try service.signIn(signIn, in: site).get().account.credential?.version == Int64(round * 2 + 2))
                _ = try service.changePassword(
                    PasswordChange(of: .account(id), current: nil, new: Password("p\(round + 1)")), in: site
                ).get()
            }
        }
    }

    @Test func anImportedHashIsMadeAnewAtTheFirstSignIn() throws {
        try withService { service, site in
            let id = try service.insert([account("ann", hash: "$md5-unpadded$202cb962ac5975b964b7152d234b70")], in: site)[0]
            let attempt = SignInAttempt(candidates: [Identity(login, "ann")], password: Password("123"))
            #expect(try service.signIn(attempt, in: site).get().account.id == id)
            #expect(try service.account(id, in: site)?.credential?.hash.text.hasPrefix("$argon2id$v=19$m=8,t=1,p=1$") == true)
            #expect(try service.signIn(attempt, in: site).get().account.id == id)
        }
    }

    @Test func manyNewAccountsComeInOneCall() throws {
        try withService { service, site in
            let ids = try service.insert((0..<20_000).map { account("user\($0)") }, in: site)
            #expect(Set(ids).count == 20_000)
            for number in [0, 9_999, 19_999] {
                #expect(try service.accounts(with: Identity(login, "USER\(number)"), in: site, limit: 2).map(\.id) == [ids[number]])
            }
        }
    }
}

private final class Outcomes: @unchecked Sendable {
    private let lock = NSLock()
    private var values: [String?] = []

    func add(_ value: String?) { lock.withLock { values.append(value) } }
    var all: [String?] { lock.withLock { values } }
}
