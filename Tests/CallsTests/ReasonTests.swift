import Calls
import Testing

@Suite("Reasons of calls")
struct ReasonTests {
    @Test("have codes of small letters and a sentence each, all of them different")
    func texts() {
        for reason in CallReason.allCases {
            #expect(reason.rawValue.wholeMatch(of: /[a-z]+(_[a-z]+)*/) != nil, "\(reason)")
            #expect(reason.sentence.first?.isUppercase == true && reason.sentence.hasSuffix("."), "\(reason)")
        }
        #expect(Set(CallReason.allCases.map(\.sentence)).count == CallReason.allCases.count)
    }
}
