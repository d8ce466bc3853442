import Testing

@testable import UnderstudyCommand

@Suite("A display of progress") struct ProgressDisplayTests {
    @Test("shows the share that is done, as a bar on a terminal") func share() {
        #expect(ProgressDisplay.text("exporting", 1, 4, seconds: 7, withBar: false) == "exporting: 25 %, 7 s")
        let bar = String(repeating: "#", count: 10) + String(repeating: ".", count: 30)
        #expect(ProgressDisplay.text("exporting", 1, 4, seconds: 7, withBar: true) == "exporting: [\(bar)] 25 %, 7 s")
    }

    @Test("shows no more than all, and the time alone if the total is not known") func bounds() {
        #expect(ProgressDisplay.text("importing", 9, 4, seconds: 7, withBar: false) == "importing: 100 %, 7 s")
        #expect(ProgressDisplay.text("importing", -1, 4, seconds: 7, withBar: false) == "importing: 0 %, 7 s")
        #expect(ProgressDisplay.text("importing", 9, nil, seconds: 7, withBar: true) == "importing: 7 s")
        #expect(ProgressDisplay.text("importing", 9, 0, seconds: 7, withBar: true) == "importing: 7 s")
    }
}
