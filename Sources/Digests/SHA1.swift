import CNettle

/// SHA-1, FIPS 180-4. It is broken as a cryptographic hash. Use it only for signatures of systems that offer nothing
/// better.
public enum SHA1 {
    /// Returns the digest, 20 bytes.
    public static func digest(of bytes: [UInt8]) -> [UInt8] {
        var context = sha1_ctx()
        nettle_sha1_init(&context)
        nettle_sha1_update(&context, bytes.count, bytes)
        var digest = [UInt8](repeating: 0, count: Int(SHA1_DIGEST_SIZE))
        nettle_sha1_digest(&context, digest.count, &digest)
        return digest
    }

    /// Returns the digest of a text's UTF-8 bytes as 40 lower-case hexadecimal digits.
    public static func hex(of text: String) -> String {
        Hexadecimal.text(of: digest(of: Array(text.utf8)))
    }
}
