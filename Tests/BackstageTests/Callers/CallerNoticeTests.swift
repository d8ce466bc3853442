import HTTP
import JSON
import TestSupport
import Testing

@Suite("Callers: notices of many calls")
struct CallerNoticeTests {
    @Test("are read a few at a time, the newest first, until all are")
    func readInParts() throws {
        let stage = try AdminStage()
        var request = stage.xwebRequest("GetVersion")
        request.fields.set("SOAPAction", "http://www.avectra.com/2005/GetVersion")
        for _ in 0..<250 { _ = stage.systems.response(to: request) }
        let count = {
            stage.send("GET", "/api/callers").json["callers"]?.elements?.first?["notices"]?.elements?
                .first { $0["code"]?.string == "action_unquoted" }?["calls"]?.int
        }
        #expect(count() == 200)
        #expect(count() == 250)
        #expect(count() == 250)
    }
}
