import Accounts
import Testing

@Suite("Random bytes from a seed")
struct SeededRandomTests {
    private func source(_ seed: String = "s", _ site: String = "a") -> SeededRandomSource {
        SeededRandomSource(seed: seed, siteNamed: site)
    }

    @Test func followFromSeedSiteAndPurpose() {
        #expect(source().bytes(40) == source().bytes(40))
        #expect(source().bytes(40) != source("t").bytes(40))
        #expect(source().bytes(40) != source("s", "b").bytes(40))
        #expect(source("s", "A").bytes(40) == source("s", "a").bytes(40))
        #expect(source("sa", "b").bytes(40) != source("s", "ab").bytes(40))
        let own = source()
        #expect(Set(RandomPurpose.allCases.map { own.bytes(40, for: $0) }).count == RandomPurpose.allCases.count)
        #expect(source().bytes(0).isEmpty && source().bytes(-1).isEmpty && source().bytes(3).count == 3)
    }

    @Test func onePurposeDoesNotShiftAnother() {
        let (one, two) = (source(), source())
        _ = one.bytes(100, for: .nonces)
        #expect(one.bytes(16, for: .tokens) == two.bytes(16, for: .tokens))
    }

    @Test func tokensHaveASequenceOfTheirOwn() {
        let (one, two) = (source(), source())
        _ = TokenFormat.guid.mint(from: one)
        #expect(TokenFormat.guid.mint(from: one, for: .tokens) == TokenFormat.guid.mint(from: two, for: .tokens))
        #expect(TokenFormat.guid.mint(from: one, for: .tokens) != TokenFormat.guid.mint(from: two))
    }
}
