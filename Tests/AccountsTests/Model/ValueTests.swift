import Accounts
import TestSupport
import Testing

@Suite struct TokenFormatTests {
    private let random = RepeatableRandomSource()

    @Test func aGuidIsOfVersionFourInSmallLetters() throws {
        let pattern = #/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/#
        for _ in 0..<100 { #expect(try pattern.wholeMatch(in: TokenFormat.guid.mint(from: random)) != nil) }
    }

    @Test func theOthersHaveTheLengthAndAlphabetAskedFor() throws {
        #expect(try #/[0-9A-F]{32}/#.wholeMatch(in: TokenFormat.upperHex(bytes: 16).mint(from: random)) != nil)
        #expect(try #/[0-9a-f]{40}/#.wholeMatch(in: TokenFormat.lowerHex(bytes: 20).mint(from: random)) != nil)
        #expect(try #/[0-9A-Za-z_-]{43}/#.wholeMatch(in: TokenFormat.base64URL(bytes: 32).mint(from: random)) != nil)
        #expect(try #/[0-9]{6}/#.wholeMatch(in: TokenFormat.decimalDigits(count: 6).mint(from: random)) != nil)
        #expect(TokenFormat.custom { _ in "fixed" }.mint(from: random) == "fixed")
        #expect(TokenFormat.upperHex(bytes: -1).mint(from: random).isEmpty)
        #expect(TokenFormat.decimalDigits(count: -1).mint(from: random).isEmpty)
    }

    @Test func knowsItsOwnTokensByTheirShape() {
        let formats: [TokenFormat] = [
            .guid, .upperHex(bytes: 3), .lowerHex(bytes: 5), .base64URL(bytes: 51), .base64URL(bytes: 16), .base64URL(bytes: 2),
            .decimalDigits(count: 9), .decimalDigits(count: 0),
        ]
        for format in formats {
            for _ in 0..<20 {
                let token = format.mint(from: random)
                #expect(format.fits(token))
                #expect(!format.fits(token + "0") && !format.fits(String(token.dropLast()) + "+") && (token.isEmpty || !format.fits("")))
            }
        }
        #expect(!TokenFormat.upperHex(bytes: 1).fits("0a") && !TokenFormat.lowerHex(bytes: 1).fits("0A"))
        #expect(!TokenFormat.guid.fits("DF3D1644-BA3E-4DC7-8399-AE06EE6063E5"))
        #expect(!TokenFormat.guid.fits("df3d1644ba3e-4dc7-8399-ae06-ee6063e5"))
        #expect(TokenFormat.custom { _ in "fixed" }.fits("anything"))
    }

    @Test func base64FollowsTheStandard() {
        let cases: [([UInt8], String)] = [
            ([], ""), ([0x66], "Zg"), ([0x66, 0x6F], "Zm8"), ([0x66, 0x6F, 0x6F], "Zm9v"), ([0xFB, 0xFF], "-_8"),
        ]
        for (bytes, text) in cases {
            #expect(TokenFormat.base64URL(bytes: bytes.count).mint(from: FixedRandomSource(fixed: bytes)) == text)
        }
    }

    @Test func aSourceThatRunsDryTrapsNothing() {
        let dry = FixedRandomSource(fixed: [])
        for format in [TokenFormat.guid, .upperHex(bytes: 16), .base64URL(bytes: 16), .decimalDigits(count: 16)] {
            _ = format.mint(from: dry)
        }
    }

    @Test func noTokenComesTwice() {
        let tokens = (0..<1000).map { _ in TokenFormat.guid.mint(from: SystemRandomSource()) }
        #expect(Set(tokens).count == 1000)
    }

    @Test func theSystemsSourceGivesAsManyBytesAsAskedFor() {
        for count in [0, 1, 7, 8, 9, 16, 33] { #expect(SystemRandomSource().bytes(count).count == count) }
        #expect(SystemRandomSource().bytes(-1).isEmpty)
        #expect(Set(SystemRandomSource().bytes(4096)).count > 200)
    }
}

private struct FixedRandomSource: RandomSource {
    let fixed: [UInt8]
    func bytes(_ count: Int) -> [UInt8] { fixed }
}

@Suite struct ManualClockTests {
    @Test func standsUntilItIsMoved() {
        let clock = ManualClock(at: Timestamp(milliseconds: 1000))
        #expect(clock.now.milliseconds == 1000 && clock.isFrozen)
        clock.advance(by: .seconds(2))
        #expect(clock.now.milliseconds == 3000)
        clock.advance(by: .seconds(-1))
        #expect(clock.now.milliseconds == 2000)
        clock.set(to: Timestamp(milliseconds: 7))
        #expect(clock.now.milliseconds == 7 && clock.isFrozen)
    }

    @Test func followsAnotherAtADistance() {
        let base = ManualClock(at: Timestamp(milliseconds: 1000))
        let clock = ManualClock(following: base)
        base.advance(by: .milliseconds(5))
        #expect(clock.now.milliseconds == 1005 && !clock.isFrozen)
        clock.set(to: Timestamp(milliseconds: 5000))
        base.advance(by: .milliseconds(5))
        #expect(clock.now.milliseconds == 5005)
        clock.advance(by: .seconds(1))
        #expect(clock.now.milliseconds == 6005)
        clock.freeze()
        base.advance(by: .seconds(9))
        #expect(clock.now.milliseconds == 6005 && clock.isFrozen)
        clock.run()
        base.advance(by: .seconds(1))
        #expect(clock.now.milliseconds == 7005 && !clock.isFrozen)
    }

    @Test func stopsAtTheEndsOfTime() {
        let clock = ManualClock(at: Timestamp(milliseconds: .max))
        clock.advance(by: .seconds(Int64.max))
        #expect(clock.now.milliseconds == .max)
        let following = ManualClock(following: ManualClock(at: Timestamp(milliseconds: .min)))
        following.set(to: Timestamp(milliseconds: .max))
        following.advance(by: .seconds(Int64.max))
        following.advance(by: .seconds(Int64.min))
        following.set(to: Timestamp(milliseconds: .min))
    }

    @Test func theMachinesClockIsInThisCentury() {
        #expect(SystemClock().now > Timestamp(milliseconds: 1_700_000_000_000))
        #expect(SystemClock().now < Timestamp(milliseconds: 4_102_444_800_000))
    }
}

@Suite struct PasswordTests {
    @Test func doesNotPrint() {
        let password = Password("hunter2")
        var dumped = ""
        dump(password, to: &dumped)
        for text in [
            "\(password)", String(describing: password), String(reflecting: password), "\([password])", "\(Optional(password) as Any)",
            dumped,
        ] {
            #expect(!text.contains("hunter2"))
        }
    }

    @Test func keepsItsBytes() {
        #expect(Password("e\u{301}\u{0}").bytes == [0x65, 0xCC, 0x81, 0])
        #expect(!Password(String(repeating: "é", count: 512)).isTooLong)
        #expect(Password(String(repeating: "é", count: 512) + "x").isTooLong)
    }
}

@Suite struct TokenDigestTests {
    @Test func givesItsBytesBack() {
        let bytes = (0..<32).map { UInt8($0 * 7) }
        #expect(TokenDigest(bytes).bytes == bytes)
        #expect(TokenDigest(bytes) == TokenDigest(bytes))
        #expect(TokenDigest(Array(bytes.dropLast()) + [0]) != TokenDigest(bytes))
        #expect(TokenDigest([]).bytes == [UInt8](repeating: 0, count: 32))
        #expect(TokenDigest(bytes + [1]) == TokenDigest(bytes))
    }

    @Test(arguments: 0..<32) func everyByteCounts(_ index: Int) {
        var bytes = [UInt8](repeating: 5, count: 32)
        let digest = TokenDigest(bytes)
        bytes[index] ^= 0x80
        #expect(TokenDigest(bytes) != digest)
    }
}
