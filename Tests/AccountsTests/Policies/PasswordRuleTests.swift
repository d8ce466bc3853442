import Accounts
import FoundationEssentials
import TestSupport
import Testing

@Suite struct PasswordRuleTests {
    private func violations(_ text: String, _ change: (inout PasswordPolicy) -> Void) -> [PasswordViolation] {
        var policy = PasswordPolicy()
        change(&policy)
        return policy.violations(in: Password(text))
    }

    @Test func theDefaultAsksForNothing() {
        #expect(violations("") { _ in }.isEmpty)
        #expect(violations("\u{0} ; 💶") { _ in }.isEmpty)
    }

    @Test func countsWhatAReaderTakesForACharacter() {
        #expect(violations("🇩🇪e\u{301}x") { $0.minimumLength = 3 }.isEmpty)
        #expect(violations("🇩🇪e\u{301}x") { $0.minimumLength = 4 } == [.tooShort(minimum: 4)])
        #expect(violations("🇩🇪e\u{301}x") { $0.maximumLength = 3 }.isEmpty)
        #expect(violations("🇩🇪e\u{301}x") { $0.maximumLength = 2 } == [.tooLong(maximum: 2)])
    }

    enum Kind: Sendable {
        case letters, digits, uppercase, lowercase, special

        func ask(for count: Int, in policy: inout PasswordPolicy) {
            switch self {
            case .letters: policy.minimumLetters = count
            case .digits: policy.minimumDigits = count
            case .uppercase: policy.minimumUppercase = count
            case .lowercase: policy.minimumLowercase = count
            case .special: policy.minimumSpecial = count
            }
        }
    }

    @Test(arguments: [
        ("aB1;", Kind.letters, 2, PasswordViolation.tooFewLetters(needed: 3)),
        ("aB1;", .digits, 1, .tooFewDigits(needed: 2)),
        ("aBB1;", .uppercase, 2, .tooFewUppercase(needed: 3)),
        ("aB1;", .lowercase, 1, .tooFewLowercase(needed: 2)),
        ("aB1; ", .special, 2, .tooFewSpecial(needed: 3)),
        ("äÖ٣§", .letters, 2, .tooFewLetters(needed: 3)),
        ("äÖ٣§", .digits, 1, .tooFewDigits(needed: 2)),
        ("äÖ٣§", .special, 1, .tooFewSpecial(needed: 2)),
    ])
    func countsEveryKindOfCharacter(_ text: String, _ kind: Kind, _ has: Int, _ violation: PasswordViolation) {
        #expect(violations(text) { kind.ask(for: has, in: &$0) }.isEmpty)
        #expect(violations(text) { kind.ask(for: has + 1, in: &$0) } == [violation])
    }

    @Test func namesForbiddenCharacters() {
        #expect(violations("a;b'") { $0.forbiddenCharacters = ";'\"" } == [.forbiddenCharacter(";"), .forbiddenCharacter("'")])
    }

    @Test(arguments: [
        ("aB1", "", Character?.none), ("", "", nil), ("äÖ٣", "", nil), ("a#b", "#", nil), ("a#$#b", "#", "$"), ("a b", "#$", " "),
        ("a💶b", "#", "💶"), ("a💶b", "💶", nil), ("§a#", "", "§"), ("a\r\nb", "\n", "\r\n"),
    ])
    func namesTheFirstCharacterThatIsNotAllowed(_ text: String, _ allowed: String, _ stranger: Character?) {
        #expect(violations(text) { $0.allowedSpecialCharacters = allowed } == stranger.map { [.characterNotAllowed($0)] } ?? [])
        #expect(violations(text) { _ in }.isEmpty)
    }

    @Test func saysNothingOfThePasswordInItsWords() {
        let refusal = PasswordChangeRefusal.violates([.characterNotAllowed("§"), .doesNotMatchPattern])
        let rules = "no characters but letters, digits and those allowed; the form that the rules ask for"
        #expect(refusal.reason == "the new password breaks the rules: \(rules)")
    }

    @Test func tellsAllRulesAtOnceInPlainWords() {
        let broken = violations("x;") { policy in
            policy.minimumLength = 9
            policy.minimumLetters = 2
            policy.minimumDigits = 1
            policy.minimumUppercase = 1
            policy.forbiddenCharacters = ";"
        }
        #expect(
            broken.map(\.description) == [
                "at least 9 characters", "at least 2 letters", "at least 1 digit", "at least 1 upper-case letter", "no \";\"",
            ])
        #expect(PasswordViolation.reused(depth: 1, isPresent: true).description == "not the present password")
        #expect(PasswordViolation.reused(depth: 3, isPresent: false).description == "none of the last 3 passwords")
    }

    @Test func refusesThePasswordsUsedLast() throws {
        let world = try ServiceFixture()
        var policy = AccountPolicy()
        policy.password.historyDepth = 3
        try world.add("ann", password: "p1")
        for number in 1...3 {
            #expect(world.refusal(of: world.change("ann", from: "p\(number)", to: "p\(number + 1)", policy: policy)) == nil)
        }
        for (name, reused) in [("p4", true), ("p3", true), ("p2", true), ("p1", false)] {
            for current in ["p4", nil] {
                let refusal = world.refusal(of: world.change("ann", from: current, to: name, policy: policy))
                if reused {
                    #expect(refusal == .violates([.reused(depth: 3, isPresent: name == "p4")]))
                } else if current != nil {
                    #expect(refusal == nil)
                }
            }
        }
    }

    @Test func looksAtNoEarlierPasswordWhereACheaperRuleIsBroken() throws {
        let world = try ServiceFixture()
        var policy = AccountPolicy()
        policy.password.historyDepth = 5
        policy.password.minimumLength = 3
        try world.add("ann", password: "p1")
        #expect(world.refusal(of: world.change("ann", from: nil, to: "p1", policy: policy)) == .violates([.tooShort(minimum: 3)]))
        #expect(world.hasher.verified.isEmpty)
    }

    @Test func readsRuleSetsInWhichRulesAreMissing() throws {
        let empty = try JSONDecoder().decode(AccountPolicy.self, from: Data("{}".utf8))
        #expect(empty == AccountPolicy())
        let some = try JSONDecoder().decode(AccountPolicy.self, from: Data(#"{"password":{"minimumLength":4}}"#.utf8))
        #expect(some.password.minimumLength == 4)
        #expect(throws: (any Error).self) {
            try JSONDecoder().decode(AccountPolicy.self, from: Data(#"{"password":{"minimumLength":"4"}}"#.utf8))
        }
        var full = AccountPolicy()
        full.password.maximumLength = 20
        full.password.pattern = "^a+$"
        full.password.allowedSpecialCharacters = ""
        full.lockout = LockoutPolicy(failures: 3, minutes: 5)
        #expect(try JSONDecoder().decode(AccountPolicy.self, from: JSONEncoder().encode(full)) == full)
    }
}
