import Calls
import Operations
import Testing

@Suite("How certain an answer is")
struct CertaintyTests {
    private let archer = SystemName("archer", title: "Archer", refusals: .chosen, deadTokens: .seen)
    private let plain = SystemName("plain", title: "Plain")

    @Test(
        "follows from the reason, and for what a vendor decides from its system",
        arguments: [
            (CallReason.wrongPassword, Certainty.documented, Certainty.chosen), (.sessionExpired, .documented, .seen),
            (.unknownToken, .documented, .seen), (.throttled, .chosen, .chosen), (.malformedXML, .seen, .seen),
            (.injected, .chosen, .chosen),
        ])
    func refusals(reason: CallReason, plainly: Certainty, inArcher: Certainty) {
        #expect(reason.certainty(in: plain) == plainly)
        #expect(reason.certainty(in: archer) == inArcher)
    }

    @Test("follows from the row where an operation refuses less certainly than others, but not for what is the same for all operations")
    func rows() {
        let row = OperationFacts(
            "Do", parameters: [], result: ResultDescription(.void, documentation: ""), certainty: .documented, refusals: .chosen,
            documentation: "")
        #expect(CallReason.noSuchRecord.certainty(of: row, in: plain) == .chosen)
        #expect(CallReason.noSuchRecord.certainty(in: plain) == .documented)
        for reason in [CallReason.missingPrivilege, .unknownToken] { #expect(reason.certainty(of: row, in: plain) == .documented) }
        #expect(CallReason.malformedXML.certainty(of: row, in: plain) == .seen)
    }

    @Test("is that of a choice where no system is known")
    func unknown() {
        #expect(CallReason.wrongPassword.certainty(in: nil) == .chosen)
        #expect(CallReason.unknownOperation.certainty(in: nil) == .seen)
    }

    @Test("of an operation is what its row says, also as part of a service")
    func operations() {
        let service = ServiceFacts(system: plain, name: "S", logPrefix: "")
        func facts(_ certainty: Certainty, isEmulated: Bool = true) -> OperationFacts {
            OperationFacts(
                "Do", parameters: [], result: ResultDescription(.void, documentation: ""), isEmulated: isEmulated, certainty: certainty,
                documentation: ""
            ).listed(in: service)
        }
        #expect(facts(.documented).certainty == .documented && facts(.seen).certainty == .seen)
        #expect(facts(.documented, isEmulated: false).certainty == .chosen)
    }
}
