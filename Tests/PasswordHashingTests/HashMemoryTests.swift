import Accounts
import Testing

@testable import PasswordHashing

@Suite("The memory of hashes")
struct HashMemoryTests {
    @Test func isKeptForHashesAtTheLightCostAndHasNothingLeftOfThem() throws {
        let hasher = Argon2idHasher(cost: .light)
        let hash = try hasher.hash(Password("Memory-Pass-1"))
        // No test of this suite waits, so it stays on one thread.
        let own = try #require(HashMemory.own)
        let before = own.loans
        #expect(before > 0 && own.isWiped)
        #expect(try hasher.verify(Password("Memory-Pass-1"), against: hash))
        #expect(try !hasher.verify(Password("Memory-Pass-2"), against: hash))
        #expect(own.loans == before + 2 && own.isWiped)
    }

    @Test func isMappedForEachHashOfAnotherCost() throws {
        let hasher = Argon2idHasher(cost: Argon2idCost(memory: 64, passes: 1))
        let before = HashMemory.own?.loans ?? 0
        let hash = try hasher.hash(Password("Memory-Pass-1"))
        #expect(try hasher.verify(Password("Memory-Pass-1"), against: hash))
        #expect(HashMemory.own?.loans == before)
    }
}
