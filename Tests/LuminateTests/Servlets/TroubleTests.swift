import Accounts
import Luminate
import HTTP
import PasswordHashing
import SQLiteStore
import Synchronization
import StageSupport
import TestSupport
import Testing

@Suite("Our own troubles")
struct TroubleTests {
    /// Hashes until it is told to have no memory.
    private final class MoodyHasher: PasswordHasher {
        private let hasher = Argon2idHasher(cost: .light)
        let isBusy = Atomic<Bool>(false)

        var decoy: PasswordHash { hasher.decoy }
        func needsRehash(_ hash: PasswordHash) -> Bool { hasher.needsRehash(hash) }

        func hash(_ password: Password) throws(PasswordHashingError) -> PasswordHash {
            guard !isBusy.load(ordering: .relaxed) else { throw .outOfMemory }
            return try hasher.hash(password)
        }

        func verify(_ password: Password, against hash: PasswordHash) throws(PasswordHashingError) -> Bool {
            guard !isBusy.load(ordering: .relaxed) else { throw .outOfMemory }
            return try hasher.verify(password, against: hash)
        }
    }

    private func expectTrouble(_ reply: Reply) {
        #expect(reply.status == 503)
        #expect(reply.code == 1)
        #expect(reply.element("message") == "Unable to process request.")
        #expect(reply.header("Retry-After") == "1")
    }

    @Test func aBusyLaneIsTemporary() throws {
        let hasher = MoodyHasher()
        let stage = try Stage(hasher: hasher)
        hasher.isBusy.store(true, ordering: .relaxed)
        expectTrouble(stage.logIn())
        expectTrouble(stage.postAsAdministrator("login", [:]))
        #expect(stage.post(.client, Form("login", ["user_name": "donor", "password": "x", "suppress_response_codes": "t"])).status == 200)
        #expect(stage.log.failures.count == 3)
        #expect(stage.log.failures.allSatisfy { $0.hasSuffix(": there is no memory for a hash") })
        hasher.isBusy.store(false, ordering: .relaxed)
        #expect(stage.logIn().status == 200)
    }

    @Test func aServerWithoutRoomAnswersTheSame() throws {
        let stage = try Stage()
        let form = Form("login", ["user_name": "donor", "password": "old-secret"])
        expectTrouble(Reply(try #require(stage.busyResponse(to: form.post(.client))), waited: false))
        let redirected = form.adding(["error_redirect": "http://a.example/?code="]).post(.client)
        #expect(stage.busyResponse(to: redirected)?.fields.first("Location") == "http://a.example/?code=1")
        #expect(stage.busyResponse(to: Form("loginTest").post(.client)) == nil)
    }

    @Test func aStoreThatFailsIsTemporaryAndItsWordsStayInside() throws {
        let stage = try Stage()
        let cookie = stage.logIn().cookie
        try #require((stage.users.store as? StoreOfDeclaredWork)?.other as? SQLiteStore).close()
        expectTrouble(stage.logIn())
        expectTrouble(stage.loginURL())
        expectTrouble(stage.post(.client, Form("authenticateUser", ["last_name": "Sample", "member_id": "100234"])))
        expectTrouble(stage.postAsAdministrator("changePassword", Self.change))
        expectTrouble(stage.post(.client, Form("loginTest"), cookie: cookie))
        #expect(stage.log.failures.count == 5)
        #expect(stage.log.failures.allSatisfy { $0.contains("the store ") })
        #expect(stage.log.all.count == 5)
    }

    private static let change: KeyValuePairs = [
        "cons_id": "1000121", "old_password": "old-secret", "user_password": "new-secret", "retype_password": "new-secret",
        "reminder_hint": "the usual",
    ]
}
