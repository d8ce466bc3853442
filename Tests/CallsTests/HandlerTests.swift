import Calls
import HTTP
import Testing

@Suite("Handlers of requests")
struct HandlerTests {
    @Test func refusesNothingEarlyUnlessToldTo() {
        let handler = ClosureHandler { _ in .now(HTTPResponse(status: 200)) }
        #expect(handler.refusal(ofHead: HTTPRequest(method: "POST", path: "/")) == nil)
        guard case .now(let response) = handler.answer(HTTPRequest(method: "GET", path: "/")) else {
            Issue.record("answered later")
            return
        }
        #expect(response.status == 200)
    }
}
