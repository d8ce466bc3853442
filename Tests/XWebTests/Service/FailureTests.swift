import Accounts
import HTTP
import StageSupport
import TestSupport
import Testing

@testable import XWeb

@Suite("A store that xWEB cannot write to")
struct FailureTests {
    let stage: Stage

    init() throws {
        let store = FailingStore(MemoryAccountStore())
        stage = try Stage(over: store, FakePasswordHasher())
        store.failWrites()
    }

    private func expectFailure(_ response: HTTPResponse, _ operation: String, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(response.status == 500, sourceLocation: sourceLocation)
        #expect(!response.bodyText.contains("told to refuse") && !response.bodyText.contains("store"), sourceLocation: sourceLocation)
        #expect(stage.log.failures == ["xweb \(operation): the store cannot write: told to refuse"], sourceLocation: sourceLocation)
        #expect(stage.log.all == stage.log.failures, sourceLocation: sourceLocation)
    }

    @Test("is a failure in the log, with its cause, and an unexpected error to a caller by SOAP")
    func bySOAP() {
        expectFailure(stage.authenticate(), "Authenticate")
    }

    @Test("is the same to a caller by JSON, whether with Basic credentials or without")
    func byJSON() {
        let names = #"{"Authenticate":{"userName":"xweb","password":"xweb-secret"}}"#
        expectFailure(stage.json("POST", "Authenticate", body: names, authorization: nil), "Authenticate")
    }

    @Test("is the same to a caller who sends a form")
    func byForm() {
        let request = HTTPRequest(method: "GET", path: Stage.path + "/Authenticate", query: "userName=xweb&password=xweb-secret")
        expectFailure(stage.send(request), "Authenticate")
    }

    @Test("is no failure where the caller is refused before anything is written")
    func refusal() {
        _ = stage.call("WEBGetAllRoles", token: "nix")
        #expect(stage.log.failures.isEmpty)
        #expect(stage.log.all.count == 1)
    }
}
