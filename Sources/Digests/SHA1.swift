import CNettle

/// SHA-1, FIPS 180-4. It is broken as a cryptographic hash. Use it only for signatures and imported passwords of systems
/// that offer nothing better.
public enum SHA1 {
    /// Returns the digest, 20 bytes.
    public static func digest(of bytes: [UInt8]) -> [UInt8] {
        nettleDigest(
            of: bytes, size: SHA1_DIGEST_SIZE, sha1_ctx(), start: nettle_sha1_init, update: nettle_sha1_update, finish: nettle_sha1_digest)
    }

    /// Returns the digest of a text's UTF-8 bytes as 40 lower-case hexadecimal digits.
    public static func hex(of text: String) -> String {
        Hexadecimal.text(of: digest(of: Array(text.utf8)))
    }
}
