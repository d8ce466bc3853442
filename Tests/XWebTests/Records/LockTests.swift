import Accounts
import HTTP
import StageSupport
import TestSupport
import Testing

@testable import XWeb

@Suite("Locking web users")
struct LockTests {
    let stage: Stage

    init() throws {
        stage = try Stage()
    }

    private func lock(_ recno: String = "82457") -> String? { stage.result("WEBWebUserLock", ["cst_recno": recno]) }
    private func unlock(_ recno: String = "82457") -> String? { stage.result("WEBWebUserUnlock", ["cst_recno": recno]) }

    @Test("shuts a web user out of every way in, and unlocking lets in again")
    func lockAndUnlock() throws {
        #expect(lock() == "true")
        #expect(lock() == "true")
        expectFault(stage.login("member@example.org", "123"), "SystemExceptionInfo", "Unable to login user.")
        #expect(stage.result("WebLogin", ["userLoginPlain": "member@example.org", "passwordPlain": "123"]) == XWebWords.zero)
        #expect(stage.change("82457", "123", "456") == "false")
        #expect(stage.fits("second@example.org", "Pa$$w0rd"))
        #expect(unlock() == "true")
        #expect(unlock() == "true")
        #expect(stage.fits("member@example.org", "123"))
        #expect(stage.change("82457", "123", "456") == "true")
    }

    @Test("is seen in the record, which can still be looked up")
    func flag() {
        func flag() -> String? {
            stage.call(
                "GetQuery",
                ["szObjectName": "Individual", "szColumnList": "cst_web_login_disabled_flag", "szWhereClause": "cst_recno = 82457"]
            ).text(of: "cst_web_login_disabled_flag")
        }
        #expect(flag() == "0")
        #expect(lock() == "true")
        #expect(flag() == "1")
        #expect(stage.webUser().text(of: "cst_recno") == "82457")
    }

    @Test(
        "answers false for a number nobody has, and for one that is none", arguments: ["", "1", "8245", "0", " ", "8 2457", "82457x", "%"])
    func unknown(recno: String) {
        #expect(lock(recno) == "false")
        #expect(unlock(recno) == "false")
        #expect(stage.fits("member@example.org", "123"))
    }

    @Test("is answered as a truth value by JSON")
    func json() {
        #expect(stage.json("GET", "WEBWebUserLock", query: "cst_recno=82457").bodyText == "true")
        #expect(!stage.fits("member@example.org", "123"))
        #expect(stage.json(calling: "WEBWebUserUnlock", #""cst_recno":82457"#).bodyText == "true")
        #expect(stage.fits("member@example.org", "123"))
    }

    @Test("does nothing to one that is disabled")
    func disabled() throws {
        try stage.add(#"{"recno": "9", "email": "off@example.org"}"#, password: "p", status: .disabled)
        #expect(lock("9") == "false")
        #expect(unlock("9") == "false")
        #expect(!stage.fits("off@example.org", "p"))
        #expect(try stage.account("9")?.status == .disabled)
    }

    @Test("does nothing to one that is disabled while the call runs", arguments: ["WEBWebUserLock", "WEBWebUserUnlock"])
    func disabledMeanwhile(operation: String) throws {
        let store = MemoryAccountStore()
        let stage = try Stage(over: store, FakePasswordHasher())
        let id = try #require(try stage.account()?.id)
        store.beforeWriting {
            var changes = AccountChanges()
            changes.status = .disabled
            #expect(throws: Never.self) { try stage.users.update(id, in: stage.site, changes) }
        }
        #expect(stage.result(operation, ["cst_recno": "82457"]) == "false")
        #expect(try stage.account()?.status == .disabled)
    }
}
