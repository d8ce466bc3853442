import Accounts
import PasswordHashing
import Testing

@Suite struct Argon2idHasherTests {
    private let hasher = Argon2idHasher(cost: .light)

    @Test func verifiesWhatItHashed() throws {
        for text in ["secret", "", "a\u{0}b", "Pa$$w0rd", "caf\u{E9}", String(repeating: "x", count: Password.maximumBytes)] {
            #expect(try hasher.verify(Password(text), against: hasher.hash(Password(text))))
        }
    }

    @Test(arguments: [("secret", "Secret"), ("a\u{0}b", "a\u{0}c"), ("a", "a\u{0}"), ("caf\u{E9}", "cafe\u{301}"), ("", " ")])
    func refusesEveryOtherPassword(_ right: String, _ wrong: String) throws {
        let hash = try hasher.hash(Password(right))
        #expect(try !hasher.verify(Password(wrong), against: hash))
    }

    @Test func saltsEveryHash() throws {
        let hashes = try (0..<20).map { _ in try hasher.hash(Password("same")).text }
        #expect(Set(hashes).count == 20)
    }

    @Test func writesItsParametersIntoTheHash() throws {
        #expect(try hasher.hash(Password("x")).text.hasPrefix("$argon2id$v=19$m=8,t=1,p=1$"))
        #expect(try Argon2idHasher(cost: .standard).hash(Password("x")).text.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
    }

    /// Made by another language's `password_hash`, with two lanes, as argon2i, and at the standard cost.
    @Test(arguments: [
        ("password", "$argon2id$v=19$m=64,t=3,p=2$bElPWktlOTJNeGZWZXkxTg$WaQhU8tCwpBzS80ZGJWneJw6v3sIkD/Q34g7SDJbq88"),
        ("password", "$argon2i$v=19$m=64,t=3,p=1$RlZyNGVLUXV6YjYyUksyag$Osj/tG5OHsxOpOj1GsBKAj79F2UBBIb8S6QWE/28tNY"),
        ("p\u{E9}", "$argon2id$v=19$m=19456,t=2,p=1$UmxJZkVxeFg2TDdnMmhYcQ$wHT4sjPYDYChrOMwWXbM2vAZrFSLLm9QLQJNG2BORsk"),
    ]) func verifiesHashesMadeElsewhere(_ password: String, _ text: String) throws {
        #expect(try hasher.verify(Password(password), against: PasswordHash(text)))
        #expect(try !hasher.verify(Password(password + "x"), against: PasswordHash(text)))
        #expect(Argon2idHasher.problem(with: text) == nil)
        #expect(hasher.needsRehash(PasswordHash(text)))
        #expect(Argon2idHasher(cost: .standard).needsRehash(PasswordHash(text)) == !text.contains("m=19456,t=2,p=1$"))
    }

    @Test func findsNothingWrongWithAHashThatAPasswordCanFit() throws {
        for text in [try hasher.hash(Password("x")).text, hasher.decoy.text, "$md5-unpadded$" + String(repeating: "af0", count: 8)] {
            #expect(Argon2idHasher.problem(with: text) == nil)
        }
    }

    @Test(arguments: [
        ("$argon2id$v=19$m=99999999,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA", "costs too much"),
        ("$argon2id$v=19$m=4194304,t=1000,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA", "costs too much"),
        ("$argon2id$v=19$m=262144,t=5,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA", "costs too much"),
        ("$argon2id$v=19$m=999,t=1,p=17$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA", "costs too much"),
        ("$argon2id$v=19$m=8,t=1,p=1$AAAA$aGFzaGhhc2hoYXNoaGFzaA", "its version"),
        ("$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$BBBB", "its version"),
        ("$argon2id$v=16$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA", "its version"),
        ("$argon2id$v=19$m=8,t=0,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA", "its version"),
        ("$argon2id$v=19$m=8,t=1,p=2$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA", "its version"),
        ("$argon2id$v=19$m=99999999999,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA", "a hash such as"),
        ("$5$abcdefghijklmnopqrstuv", "a hash such as"), ("", "a hash such as"),
        ("$md5-unpadded$", "what follows"), ("$md5$202cb962ac59075b964b07152d234b70", "a hash such as"),
    ]) func saysWhatIsWrongWithAHashThatNoPasswordFits(_ text: String, _ problem: String) {
        #expect(Argon2idHasher.problem(with: text)?.hasPrefix(problem) == true)
    }

    @Test func asksForAHashOfAnotherCostToBeMadeAnew() throws {
        let standard = Argon2idHasher(cost: .standard)
        let light = try hasher.hash(Password("x"))
        #expect(!hasher.needsRehash(light))
        #expect(standard.needsRehash(light))
        #expect(hasher.needsRehash(PasswordHash("$md5-unpadded$0")))
        #expect(hasher.needsRehash(PasswordHash("")))
        #expect(hasher.needsRehash(PasswordHash(light.text.replacing("argon2id", with: "argon2i"))))
        #expect(hasher.needsRehash(PasswordHash(light.text.replacing("v=19", with: "v=16"))))
        #expect(hasher.needsRehash(PasswordHash(light.text.replacing("p=1", with: "p=2"))))
    }

    @Test(arguments: [Argon2idCost.light, .standard]) func itsDecoyIsOfThePresentCostAndFitsNothing(_ cost: Argon2idCost) throws {
        let hasher = Argon2idHasher(cost: cost)
        let real = try hasher.hash(Password("x"))
        #expect(!hasher.needsRehash(hasher.decoy))
        #expect(hasher.decoy.text.count == real.text.count)
        #expect(hasher.decoy.text.split(separator: "$").map(\.count) == real.text.split(separator: "$").map(\.count))
        for text in ["", "x", "decoy"] { #expect(try !hasher.verify(Password(text), against: hasher.decoy)) }
        #expect(Argon2idHasher(cost: cost).decoy != hasher.decoy)
    }

    @Test func refusesPasswordsOverTheLimitUnread() {
        let long = Password(String(repeating: "x", count: Password.maximumBytes + 1))
        #expect(throws: PasswordHashingError.tooLong) { try hasher.hash(long) }
        #expect(throws: PasswordHashingError.tooLong) { try hasher.verify(long, against: hasher.decoy) }
    }

    @Test(arguments: [
        "", "$", "$argon2id$", "plain", "$argon2id$v=19$m=8,t=1,p=1$", "$argon2id$v=19$m=8,t=1,p=1$AAAA$",
        "$argon2id$v=19$m=8,t=1,p=1$$AAAA",
        "$argon2id$v=19$m=8,t=1$c29tZXNhbHQ$AAAA", "$argon2id$v=x$m=8,t=1,p=1$c29tZXNhbHQ$AAAA",
        "$argon2id$v=19$m=-8,t=1,p=1$c29tZXNhbHQ$AAAA",
        "$argon2id$v=19$m=8,t=1,p=1$****************$****************", "$argon2id$v=19$m=0,t=0,p=0$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2d$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAA", "$2b$12$abcdefghijklmnopqrstuv",
    ]) func fitsNoPasswordToAHashItCannotRead(_ text: String) throws {
        #expect(try !hasher.verify(Password(""), against: PasswordHash(text)))
        #expect(try !hasher.verify(Password("x"), against: PasswordHash(text)))
        #expect(hasher.needsRehash(PasswordHash(text)))
    }

    @Test(arguments: [
        "m=4194304,t=1,p=1", "m=262145,t=1,p=1", "m=8,t=1048576,p=1", "m=8,t=999999999,p=1", "m=262144,t=5,p=1",
        "m=999999999,t=999999999,p=1",
        "m=9999999999999999999,t=1,p=1", "m=8,t=1,p=17",
    ]) func doesNotComputeAHashThatCostsTooMuch(_ parameters: String) throws {
        let hash = PasswordHash("$argon2id$v=19$\(parameters)$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
        let standard = Argon2idHasher(cost: .standard)
        let clock = ContinuousClock()
        var (one, refusal) = (Duration.seconds(60), Duration.seconds(60))
        for _ in 0..<5 where refusal >= one {
            one = try min(one, clock.measure { _ = try standard.hash(Password("x")) })
            refusal = try min(refusal, clock.measure { _ = try hasher.verify(Password("x"), against: hash) })
        }
        #expect(refusal < one, "less than one hash of standard cost, which is a fraction of what the parameters ask for")
    }
}

@Suite struct SodiumTokenDigesterTests {
    private let digester = SodiumTokenDigester()

    /// BLAKE2b with 32 bytes of nothing and of `abc`, as `b2sum -l 256` gives them.
    @Test(arguments: [
        ("", "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"),
        ("abc", "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"),
    ]) func agreesWithOtherImplementations(_ token: String, _ hex: String) {
        let digest = digester.digest(token).bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(digest == hex)
    }

    @Test func tellsTokensApart() {
        #expect(digester.digest("a") != digester.digest("A"))
        #expect(digester.digest("a") != digester.digest("a "))
        #expect(digester.digest("\u{E9}") != digester.digest("e\u{301}"))
        #expect(digester.digest(String(repeating: "x", count: 100_000)) == digester.digest(String(repeating: "x", count: 100_000)))
    }
}
