import Accounts
import Calls
import HTTP
import StageSupport
import TestSupport
import Testing

@testable import Emulator

/// A store that says it is remote. `StoreOfDeclaredWork` records an issue if it is asked on a thread that serves
/// connections.
@Suite("Calls with a remote store")
struct RemoteStoreTests {
    @Test("wait for a thread unless they cannot be read, and do the same")
    func wait() throws {
        let recorder = AnsweredTests.Recorder()
        let remote = try Stage.demo(isRemote: true).emulator(observers: [recorder])
        let embedded = try Stage.demo().emulator()
        var waiting = 0
        for row in AnsweredTests.rows {
            let answer = WorkUnderWay.serving { remote.answer(row.plain) }
            if case .later = answer { waiting += 1 } else { #expect(recorder.take().last?.outcome != .ok, "\(row.binding) \(row.name)") }
            #expect(answer.response.status == embedded.response(to: row.plain).status, "\(row.binding) \(row.name)")
            #expect(recorder.take().count { $0.step == "admitted" } <= 1)
        }
        #expect(waiting > AnsweredTests.rows.count / 2)
    }

    @Test("are done at once if the store is in this process")
    func readAtOnce() throws {
        let emulator = try Stage.demo().emulator()
        let lookUp = Message.archer("accesscontrol", "LookupUserId", "<sessionToken>x</sessionToken><username>a</username>")
        guard case .now = emulator.answer(lookUp) else {
            Issue.record("a look-up waits")
            return
        }
    }

    @Test("ask it only for readiness among the addresses without operations", arguments: [true, false])
    func health(isRemote: Bool) throws {
        let emulator = try Stage.demo(isRemote: isRemote).emulator()
        guard case .now = emulator.answer(HTTPRequest(method: "GET", path: "/livez")) else {
            Issue.record("life waits for the store")
            return
        }
        let ready = emulator.answer(HTTPRequest(method: "GET", path: "/readyz"))
        if case .later = ready { #expect(isRemote) } else { #expect(!isRemote) }
        #expect(ready.response.status == 200)
    }

    @Test("show observers the account that they concern, if one asks", arguments: [true, false], [true, false])
    func account(isRemote: Bool, isWanted: Bool) throws {
        let watch = AccountWatch(isWanted)
        let emulator = try Stage.demo(isRemote: isRemote).emulator(observers: [watch])
        _ = emulator.response(to: Message.archerSignIn("sysadmin", "Sysadmin-1"))
        #expect((watch.accounts.last??.rawValue != nil) == (isWanted || !isRemote))
    }
}
