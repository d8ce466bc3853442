import Accounts
import Testing

@Suite struct CaseFoldingTests {
    private let scheme = IdentityScheme("name", isUnique: true, ignoresCase: true)

    @Test func valuesThatDifferInLetterCaseAreOne() {
        #expect(Identity(scheme, "ÄNN").key == "änn")
        #expect(CaseFolding.areEqual("ÄNN", "änn"))
        #expect(Identity(IdentityScheme("key", isUnique: true, ignoresCase: false), "ÄNN").key == "ÄNN")
    }

    @Test func nothingLongerThanTheLimitIsFolded() {
        let longest = String(repeating: "X", count: CaseFolding.maximumBytes)
        #expect(Identity(scheme, longest).key == longest.lowercased())
        #expect(Identity(scheme, longest + "X").key == longest + "X")
        let dotted = String(repeating: "\u{130}", count: 524_000)
        #expect(Identity(scheme, dotted).key == dotted)
        #expect(!CaseFolding.areEqual(longest + "X", longest + "x"))
    }
}
