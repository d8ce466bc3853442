import Accounts
import Foundation
import TestSupport
import Testing

@testable import Patterns

@Suite struct PatternLimitTests {
    private static let longest = String(repeating: "a", count: Password.maximumBytes)

    /// Exponential, polynomial from each place to begin at, with scans and references that take long by themselves, deep and endless.
    private static let catastrophic: [(pattern: String, end: String)] = [
        ("^(a+)+$", "!"), ("(a+)+$", "!"), ("^(([a-z])+.)+[A-Z]([a-z])+$", ""), ("(a|aa)+$", "!"), ("(a|a?)+$", "!"), ("(.*a){20}$", "!"),
        ("a*a*[xy]", ""), ("a*a*a*[xy]", ""), ("^(?:.?){1000}$", "!!"), ("^(?:(?=\\p{L}{500}c)|a|(?:a))*$", "!"),
        ("(?i)^(?=(a{900}))(?:(?=\\1c)|a|(?:a))*$", "!"), ("^(?:(?=\\X{300}c)|a|(?:a))*$", "!"), ("^(?:(?<=[ab]{200})|a|(?:a))*$", "!"),
        ("(a(?1)?b?)+$", "!"), ("(?R)?a", ""), ("^(?:a{0,3}(?=[ab]{900}c)|a|(?:a))*$", "!"),
    ]

    @Test(arguments: catastrophic.indices) func givesUpOnACatastrophicPattern(_ index: Int) {
        let (pattern, end) = Self.catastrophic[index]
        let matcher = PCRE2PatternMatcher()
        let text = String(Self.longest.dropLast(end.count)) + end
        #expect(matcher.matches("", pattern: pattern) != nil, "the pattern itself is in order")
        // All give up after as many steps, so none takes much longer than the first. The best of a few counts, since others run beside this
        // test, and the two are measured in turns.
        let (known, knownEnd) = Self.catastrophic[0]
        let knownText = String(Self.longest.dropLast(knownEnd.count)) + knownEnd
        let clock = ContinuousClock()
        var (reference, time) = (Duration.seconds(60), Duration.seconds(60))
        for _ in 0..<10 {
            reference = min(reference, clock.measure { #expect(matcher.matches(knownText, pattern: known) == nil) })
            time = min(time, clock.measure { #expect(matcher.matches(text, pattern: pattern) == nil) })
            if time < reference * 20 { break }
        }
        #expect(time < reference * 20)
    }

    @Test(arguments: [
        "^(?=.*a)(?=.*[^x])(?=.*!).{1,1024}$", "(?=.*a)(?=.*!)", "^(?:[a-z]|\\d|!)+$", "^(?:(a)|(b)|(c)|(d)|(e)|(!))+$", "[a-z]+!$", "a*!$",
    ]) func takesTheLongestPasswordUnderPatternsThatPeopleWrite(_ pattern: String) {
        #expect(PCRE2PatternMatcher().matches(Self.longest.dropLast() + "!", pattern: pattern) == true)
    }

    @Test func hasTheSameOutcomeEachTime() {
        let matcher = PCRE2PatternMatcher()
        let outcomes = (100..<140).map { length in matcher.matches(String(repeating: "a", count: length), pattern: "a*a*a*[xy]") }
        for (length, outcome) in zip(100..., outcomes) {
            #expect(matcher.matches(String(repeating: "a", count: length), pattern: "a*a*a*[xy]") == outcome)
        }
    }

    @Test func matchesFromManyThreadsAtOnce() {
        let matcher = PCRE2PatternMatcher()
        let start = Gate()
        let threads = (0..<8).map { thread in
            Background {
                start.wait()
                return (0..<500).count { number in
                    let pattern = "^(?=.*\(number % 100))[0-9.]+$"
                    return matcher.matches("\(thread).\(number % 100)", pattern: pattern) == true
                        && matcher.matches("\(thread).x", pattern: pattern) == false
                }
            }
        }
        start.open()
        for thread in threads { #expect(thread.value == 500) }
    }
}
