import Accounts
import Synchronization
import TestSupport
import Testing

@testable import SQLiteStore

@Suite struct LookupCacheTests {
    private let question = LookupCache.Question(site: 1, given: 2, wanted: 3)

    private func key(_ text: String) -> PersonChanges.Touched { .some([.init(site: 1, scheme: 2, text: text)], accounts: []) }

    @Test func answersWhatItWasToldAndNothingElse() {
        let cache = LookupCache(bytes: 1 << 20)
        for number in 0..<1000 { cache.keep("\(number)", to: question, about: "user\(number)", since: cache.moment) }
        for number in 0..<1000 { #expect(cache.answer(to: question, about: "user\(number)") == "\(number)") }
        #expect(cache.answer(to: question, about: "user1000") == nil)
        #expect(cache.answer(to: .init(site: 1, given: 2, wanted: 4), about: "user1") == nil)
        #expect(cache.answer(to: .init(site: 2, given: 2, wanted: 3), about: "user1") == nil)
        #expect(cache.answer(to: .init(site: 1, given: 3, wanted: 3), about: "user1") == nil)
    }

    @Test(arguments: ["", "x", "ü€😀", String(repeating: "k", count: 60)]) func keepsTextsOfAllKinds(_ text: String) {
        let cache = LookupCache(bytes: 1 << 20)
        cache.keep(text, to: question, about: text, since: cache.moment)
        #expect(cache.answer(to: question, about: text) == text)
    }

    @Test func passesOverWhatIsTooLong() {
        let cache = LookupCache(bytes: 1 << 20)
        for (key, value) in [(String(repeating: "k", count: 300), "v"), ("k", String(repeating: "v", count: 300))] {
            cache.keep(value, to: question, about: key, since: cache.moment)
            #expect(cache.answer(to: question, about: key) == nil)
        }
    }

    @Test func passesOverNumbersTooLargeForIt() {
        let cache = LookupCache(bytes: 1 << 20)
        for large in [
            LookupCache.Question(site: 1 << 40, given: 2, wanted: 3), .init(site: 1, given: 1 << 20, wanted: 3),
            .init(site: 1, given: 2, wanted: 1 << 20), .init(site: -1, given: 2, wanted: 3),
        ] {
            cache.keep("v", to: large, about: "k", since: cache.moment)
            #expect(cache.answer(to: large, about: "k") == nil)
        }
    }

    @Test func letsOldAnswersGiveWayWithinItsMemory() {
        let cache = LookupCache(bytes: 4096)
        for number in 0..<5000 {
            cache.keep("value \(number)", to: question, about: "user\(number)", since: cache.moment)
            #expect(cache.answer(to: question, about: "user\(number)") == "value \(number)")
        }
        let found = (0..<5000).compactMap { number in
            cache.answer(to: question, about: "user\(number)").map { $0 == "value \(number)" }
        }
        #expect(found.allSatisfy { $0 })
        #expect((100...4096 / 15).contains(found.count), "\(found.count) answers")
    }

    @Test func takesMoreQuestionsThanItHasNumbersFor() {
        let cache = LookupCache(bytes: 1 << 20)
        for site in 0..<3000 as Range<Int64> {
            let question = LookupCache.Question(site: site, given: 2, wanted: 3)
            cache.keep("\(site)", to: question, about: "ann", since: cache.moment)
            let answer = cache.answer(to: question, about: "ann")
            #expect(answer == nil || answer == "\(site)")
        }
        #expect(cache.answer(to: .init(site: 0, given: 2, wanted: 3), about: "ann") == "0")
    }

    @Test func keepsNothingThatWasReadBeforeAChangeOrBesideOne() throws {
        let cache = LookupCache(bytes: 1 << 20)
        let before = cache.moment
        try cache.change(key("somebody else")) { () throws(Failure) in
            cache.keep("old", to: question, about: "ann", since: before)
            cache.keep("old", to: question, about: "ann", since: cache.moment)
        }
        #expect(cache.answer(to: question, about: "ann") == nil)
        cache.keep("old", to: question, about: "ann", since: before)
        #expect(cache.answer(to: question, about: "ann") == nil)
        cache.keep("new", to: question, about: "ann", since: cache.moment)
        #expect(cache.answer(to: question, about: "ann") == "new")
    }

    @Test func forgetsAKeyForEveryQuestionBeforeTheCommit() throws {
        let cache = LookupCache(bytes: 1 << 20)
        let other = LookupCache.Question(site: 1, given: 2, wanted: 4)
        for text in ["ann", "bob"] {
            cache.keep("1", to: question, about: text, since: cache.moment)
            cache.keep("2", to: other, about: text, since: cache.moment)
        }
        #expect(throws: Failure.closed) {
            try cache.change(key("ann")) { () throws(Failure) in
                #expect(cache.answer(to: question, about: "ann") == nil)
                #expect(cache.answer(to: other, about: "ann") == nil)
                throw .closed
            }
        }
        #expect(cache.answer(to: question, about: "bob") == "1")
        #expect(cache.answer(to: other, about: "bob") == "2")
        cache.keep("3", to: question, about: "ann", since: cache.moment)
        #expect(cache.answer(to: question, about: "ann") == "3", "a commit that fails ends the change too")
        try cache.change(.tooMany) { () throws(Failure) in }
        #expect(cache.answer(to: question, about: "bob") == nil)
    }

    @Test(arguments: [0, 100, -1]) func keepsNothingWithoutMemory(_ bytes: Int) throws {
        let cache = LookupCache(bytes: bytes)
        cache.keep("1", to: question, about: "ann", since: cache.moment)
        #expect(cache.answer(to: question, about: "ann") == nil)
        var isCommitted = false
        try cache.change(.tooMany) { () throws(Failure) in isCommitted = true }
        #expect(isCommitted)
        cache.close()
    }
}
