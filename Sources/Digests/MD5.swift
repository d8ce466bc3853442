import CNettle

/// MD5, RFC 1321. Broken as a cryptographic hash: for signatures and imported passwords of systems that know no better, never for new ones.
public enum MD5 {
    /// The digest, 16 bytes.
    public static func digest(of bytes: [UInt8]) -> [UInt8] {
        var context = md5_ctx()
        nettle_md5_init(&context)
        nettle_md5_update(&context, bytes.count, bytes)
        var digest = [UInt8](repeating: 0, count: Int(MD5_DIGEST_SIZE))
        nettle_md5_digest(&context, digest.count, &digest)
        return digest
    }

    /// The digest of a text's UTF-8 bytes, 32 small hexadecimal digits.
    public static func hex(of text: String) -> String {
        Hexadecimal.text(of: digest(of: Array(text.utf8)))
    }
}
