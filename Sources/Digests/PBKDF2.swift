import CNettle

/// PBKDF2 with HMAC, RFC 8018 section 5.2. For imported passwords alone: new hashes are argon2id.
public enum PBKDF2: Sendable {
    /// HMAC with SHA-1.
    case sha1
    /// HMAC with SHA-256.
    case sha256
    /// HMAC with SHA-512.
    case sha512

    /// The number of bytes that all iterations give at once. A longer key needs all iterations again for each further part.
    public var blockSize: Int {
        switch self {
        case .sha1: Int(SHA1_DIGEST_SIZE)
        case .sha256: Int(SHA256_DIGEST_SIZE)
        case .sha512: Int(SHA512_DIGEST_SIZE)
        }
    }

    /// Returns the key for a password, `count` bytes. There is at least one iteration.
    public func key(of password: [UInt8], salt: [UInt8], iterations: UInt32, count: Int) -> [UInt8] {
        var key = [UInt8](repeating: 0, count: max(1, count))
        let derive =
            switch self {
            case .sha1: nettle_pbkdf2_hmac_sha1
            case .sha256: nettle_pbkdf2_hmac_sha256
            case .sha512: nettle_pbkdf2_hmac_sha512
            }
        derive(password.count, password, max(1, iterations), salt.count, salt, key.count, &key)
        return Array(key.prefix(count))
    }
}
