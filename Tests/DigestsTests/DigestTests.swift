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
