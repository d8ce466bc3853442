import Accounts
import Testing

@Suite("A cycle of nestings") struct NestingCycleTests {
    private func cycle(_ nestings: [(Int, Int)]) -> Set<Int>? {
        NestingCycle.first(in: nestings.map { (child: $0.0, parent: $0.1) }).map(Set.init)
    }

    @Test("is none if nothing is in itself, however many ways lead to it") func none() {
        #expect(cycle([]) == nil)
        #expect(cycle([(1, 2), (2, 3), (1, 3), (4, 3), (1, 2)]) == nil)
    }

    @Test("has the nestings of the cycle alone") func alone() {
        #expect(cycle([(1, 1)]) == [0])
        #expect(cycle([(1, 2), (2, 1)]) == [0, 1])
        // 9 is around the cycle, and 8 is in it.
        #expect(cycle([(1, 9), (8, 1), (1, 2), (2, 3), (3, 1), (9, 10)]) == [2, 3, 4])
    }

    @Test("is one of several, and neither is on the way from one to the other") func several() throws {
        let found = try #require(cycle([(1, 2), (2, 1), (2, 5), (5, 3), (3, 4), (4, 3)]))
        #expect(found == [0, 1] || found == [4, 5])
    }

    @Test("is found in a long chain") func long() {
        let chain = (0..<100_000).map { ($0, $0 + 1) }
        #expect(cycle(chain) == nil)
        #expect(cycle(chain + [(100_000, 0)])?.count == 100_001)
    }
}
