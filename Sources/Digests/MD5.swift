import CNettle

/// MD5, RFC 1321. It is broken as a cryptographic hash. Use it only for signatures and imported passwords of systems
/// that offer nothing better.
public enum MD5 {
    /// Returns the digest, 16 bytes.
    public static func digest(of bytes: [UInt8]) -> [UInt8] {
        nettleDigest(
            of: bytes, size: MD5_DIGEST_SIZE, md5_ctx(), start: nettle_md5_init, update: nettle_md5_update, finish: nettle_md5_digest)
    }

    /// Returns the digest of a text's UTF-8 bytes as 32 lower-case hexadecimal digits.
    public static func hex(of text: String) -> String {
        Hexadecimal.text(of: digest(of: Array(text.utf8)))
    }
}
