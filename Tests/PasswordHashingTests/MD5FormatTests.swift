import Accounts
import Digests
import Testing

@testable import PasswordHashing

@Suite struct MD5FormatTests {
    private let hasher = Argon2idHasher(cost: .light)

    /// The MD5 of `123` is 202cb962ac59075b964b07152d234b70, that of `test2` ad0234829205b9033196ba818f7a872b.
    private static let digests = [
        ("123", "202cb962ac59075b964b07152d234b70", "202cb962ac5975b964b7152d234b70"),
        ("test2", "ad0234829205b9033196ba818f7a872b", "ad23482925b933196ba818f7a872b"),
    ]

    @Test(arguments: digests) func verifiesBothFormsUnderTheirOwnNames(_ password: String, _ padded: String, _ unpadded: String) throws {
        for digits in ["$md5-padded$" + padded, "$md5-unpadded$" + unpadded] {
            let hash = PasswordHash(digits)
            #expect(Argon2idHasher.problem(with: digits) == nil)
            #expect(try hasher.verify(Password(password), against: hash))
            #expect(try !hasher.verify(Password(password + "x"), against: hash))
            #expect(hasher.needsRehash(hash))
        }
        for digits in ["$md5-padded$" + padded.uppercased(), "$md5-unpadded$" + unpadded.uppercased()] {
            #expect(Argon2idHasher.problem(with: digits) == nil)
            #expect(try hasher.verify(Password(password), against: PasswordHash(digits)))
        }
    }

    @Test(arguments: digests) func refusesEachFormUnderTheOthersName(_ password: String, _ padded: String, _ unpadded: String) throws {
        for digits in ["$md5-padded$" + unpadded, "$md5-unpadded$" + padded] {
            #expect(Argon2idHasher.problem(with: digits) != nil)
            #expect(try !hasher.verify(Password(password), against: PasswordHash(digits)))
        }
        #expect(Argon2idHasher.problem(with: "$md5-unpadded$" + padded)?.contains("belong after $md5-padded$") == true)
    }

    /// What is printed of any digest can be loaded, and what is loaded could have been printed.
    @Test func loadsWhatAPasswordCanFit() {
        for number in 0..<2000 {
            let digest = MD5Format.allCases.map { format in
                let bytes = (0..<16).map { UInt8(truncatingIfNeeded: (number &+ 1) &* ($0 &+ 7) &* 2_654_435_761 >> 13) }
                return (format, format == .padded ? Hexadecimal.text(of: bytes) : Hexadecimal.unpaddedText(of: bytes))
            }
            for (format, digits) in digest {
                #expect(format.problem(with: digits[...]) == nil, "\(digits)")
                #expect(format.problem(with: digits.uppercased()[...]) == nil, "\(digits)")
            }
        }
        #expect(MD5Format.unpadded.problem(with: "0000000000000000") == nil)
        #expect(MD5Format.unpadded.problem(with: "10101010101010101010101010101010") == nil)
    }

    @Test(arguments: [
        ("$md5-padded$", "32 hexadecimal"), ("$md5-padded$202cb962ac59075b964b07152d234b7", "32 hexadecimal"),
        ("$md5-padded$202cb962ac59075b964b07152d234b700", "32 hexadecimal"),
        ("$md5-padded$202cb962ac59075b964b07152d234b7g", "32 hexadecimal"),
        ("$md5-padded$202CB962ac59075b964b07152d234b70", "32 hexadecimal"),
        ("$md5-padded$202cb962ac59075b964b07152d234b7\u{FF10}", "32 hexadecimal"),
        ("$md5-unpadded$", "16 to 32 hexadecimal"), ("$md5-unpadded$0123456789abcde", "16 to 32 hexadecimal"),
        ("$md5-unpadded$202cb962ac59075b964b07152d234b700", "16 to 32 hexadecimal"),
        ("$md5-unpadded$0123456789abcdeg", "16 to 32 hexadecimal"), ("$md5-unpadded$0123456789abcdeF", "16 to 32 hexadecimal"),
        // Seventeen zeros are seventeen bytes, and a byte of two digits does not begin with one.
        ("$md5-unpadded$00000000000000000", "16 bytes"), ("$md5-unpadded$ad0034829205b9033196ba818f7a872b", "16 bytes"),
    ]) func refusesWhatNoPasswordCanFit(_ text: String, _ needed: String) throws {
        #expect(Argon2idHasher.problem(with: text)?.contains(" must be \(needed)") == true)
        #expect(try !hasher.verify(Password("123"), against: PasswordHash(text)))
    }

    @Test func isNotReadWhereItIsNotAskedFor() throws {
        let strict = Argon2idHasher(cost: .light, legacyFormats: [])
        #expect(try !strict.verify(Password("123"), against: PasswordHash("$md5-unpadded$202cb962ac5975b964b7152d234b70")))
        #expect(Argon2idHasher.problem(with: "$md5-padded$202cb962ac59075b964b07152d234b70", legacyFormats: []) != nil)
    }
}
