import Accounts
import Archer
import Calls
import FoundationEssentials
import HTTP
import Luminate
import Synchronization
import StageSupport
import TestSupport
import Testing
import XWeb

@testable import Emulator

/// Records the account of each call when it is answered.
final class AccountWatch: CallObserver {
    let wantsAccount: Bool
    private let kept = Mutex<[AccountID?]>([])
    var accounts: [AccountID?] { kept.withLock { $0 } }

    init(_ wantsAccount: Bool) {
        self.wantsAccount = wantsAccount
    }

    func answered(_ call: CallContext, with response: HTTPResponse) {
        kept.withLock { $0.append(call.account) }
    }
}

@Suite("The account that a call concerns")
struct ConcernedAccountTests {
    private let stage: Stage
    private let watch = AccountWatch(true)
    private let emulator: Emulator

    init() throws {
        stage = try Stage.demo()
        emulator = stage.emulator(observers: [watch])
    }

    private func account(_ identity: Identity) throws -> AccountID {
        try #require(try stage.users.people(withFirstOf: [identity], in: stage.sites.fallback, limit: 1).first?.id)
    }

    private func concerned(by request: HTTPRequest) -> AccountID? {
        _ = emulator.response(to: request)
        return watch.accounts.last ?? nil
    }

    @Test("is the one that the operation names, whether the password is right or wrong", arguments: ["Sysadmin-1", "wrong"])
    func named(password: String) throws {
        let own = try account(Identity(ArcherScheme.userName, "sysadmin"))
        #expect(concerned(by: Message.archerSignIn("SysAdmin", password)) == own)
        let donor = try account(Identity(LuminateScheme.userName, "donor"))
        let login = "method=login&api_key=open&v=1.0&user_name=donor&password=\(password)"
        #expect(concerned(by: Message.form("/site/CRConsAPI", login)) == donor)
    }

    @Test("is known of a call that finds no room")
    func busy() throws {
        guard case .later(_, let busy, _) = emulator.answer(Message.archerSignIn("sysadmin", "x")) else {
            Issue.record("a sign-in does not wait")
            return
        }
        _ = busy()
        #expect(try watch.accounts == [account(Identity(ArcherScheme.userName, "sysadmin"))])
    }

    @Test("is not that of the program that calls")
    func ofAnother() throws {
        let basic = Data("xweb:xweb-secret".utf8).base64EncodedString()
        let request = Message.post(
            "/xweb/JSON/WEBWebUserLogin", #"{"WEBWebUserLogin":{"LoginOrEmail":"member@example.org","password":"x"}}"#,
            [("Authorization", "Basic \(basic)")])
        #expect(try concerned(by: request) == account(Identity(XWebScheme.signInName, "member@example.org")))
    }

    @Test("is nobody's if the name is unknown, or if the operation names none")
    func nobody() {
        #expect(concerned(by: Message.archerSignIn("nobody", "x")) == nil)
        let server = "method=login&api_key=open&v=1.0&login_name=apiadmin&login_password=api-secret&user_name=donor&password=x"
        #expect(concerned(by: Message.form("/site/SRConsAPI", server)) == nil)
        #expect(concerned(by: Message.archer("accesscontrol", "LookupUserId", "<sessionToken>x</sessionToken>")) == nil)
    }
}
