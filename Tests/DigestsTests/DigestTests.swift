import Digests
import Testing

@Suite struct DigestTests {
    /// The test suite of RFC 1321, appendix A.5.
    @Test(arguments: [
        ("", "d41d8cd98f00b204e9800998ecf8427e"),
        ("a", "0cc175b9c0f1b6a831c399e269772661"),
        ("abc", "900150983cd24fb0d6963f7d28e17f72"),
        ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
        ("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"),
        ("12345678901234567890123456789012345678901234567890123456789012345678901234567890", "57edf4a22be3c955ac49da2e2107b67a"),
    ])
    func md5AgreesWithItsSpecification(_ text: String, _ hex: String) {
        #expect(MD5.hex(of: text) == hex)
        #expect(Hexadecimal.text(of: MD5.digest(of: Array(text.utf8))) == hex)
    }

    /// The examples of FIPS 180-1, appendices A to C.
    @Test(arguments: [
        ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983e441c3bd26ebaae4aa1f95129e5e54670f1"),
        (String(repeating: "a", count: 1_000_000), "34aa973cd4c4daa4f61eeb2bdbad27316534016f"),
    ])
    func sha1AgreesWithItsSpecification(_ text: String, _ hex: String) {
        #expect(SHA1.hex(of: text) == hex)
        #expect(Hexadecimal.text(of: SHA1.digest(of: Array(text.utf8))) == hex)
    }

    /// The examples of FIPS 180-2, appendices B and C.
    @Test func sha2AgreesWithItsSpecification() {
        #expect(
            Hexadecimal.text(of: SHA256.digest(of: Array("abc".utf8)))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            Hexadecimal.text(of: SHA512.digest(of: Array("abc".utf8)))
                == "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f")
    }

    /// The examples of RFC 6070, sections 2.1 to 2.3, and of RFC 7914, section 11.
    @Test(arguments: [
        (PBKDF2.sha1, "password", "salt", 1, "0c60c80f961f0e71f3a9b524af6012062fe037a6"),
        (.sha1, "password", "salt", 2, "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957"),
        (
            .sha1, "passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt", 4096,
            "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038"
        ),
        (
            .sha256, "passwd", "salt", 1,
            "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"
        ),
    ])
    func pbkdf2AgreesWithItsSpecification(_ function: PBKDF2, _ password: String, _ salt: String, _ iterations: Int, _ hex: String) {
        let key = function.key(
            of: Array(password.utf8), salt: Array(salt.utf8), iterations: UInt32(iterations), count: hex.utf8.count / 2)
        #expect(Hexadecimal.text(of: key) == hex)
    }

    @Test func digestsTakeBytesAsTheyAre() {
        #expect(MD5.hex(of: "\u{E9}") != MD5.hex(of: "e\u{301}"))
        #expect(MD5.digest(of: [0]) != MD5.digest(of: []))
        #expect(MD5.digest(of: [0]).count == 16)
        #expect(SHA1.digest(of: [0]).count == 20)
    }

    @Test func unpaddedTextDropsLeadingZeros() {
        #expect(Hexadecimal.text(of: [0x0A, 0x00, 0xFF, 0x10]) == "0a00ff10")
        #expect(Hexadecimal.unpaddedText(of: [0x0A, 0x00, 0xFF, 0x10]) == "a0ff10")
        #expect(Hexadecimal.unpaddedText(of: []).isEmpty)
    }
}
