import CNettle

/// SHA-256, FIPS 180-4.
public enum SHA256 {
    /// Returns the digest, 32 bytes.
    public static func digest(of bytes: [UInt8]) -> [UInt8] {
        nettleDigest(
            of: bytes, size: SHA256_DIGEST_SIZE, sha256_ctx(), start: nettle_sha256_init, update: nettle_sha256_update,
            finish: nettle_sha256_digest)
    }
}

/// SHA-512, FIPS 180-4.
public enum SHA512 {
    /// Returns the digest, 64 bytes.
    public static func digest(of bytes: [UInt8]) -> [UInt8] {
        nettleDigest(
            of: bytes, size: SHA512_DIGEST_SIZE, sha512_ctx(), start: nettle_sha512_init, update: nettle_sha512_update,
            finish: nettle_sha512_digest)
    }
}
