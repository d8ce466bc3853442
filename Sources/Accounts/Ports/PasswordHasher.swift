/// Creates and verifies password hashes.
public protocol PasswordHasher: Sendable {
    /// Hashes a password at the current cost with a new random salt.
    func hash(_ password: Password) throws(PasswordHashingError) -> PasswordHash

    /// Returns whether a password matches a hash. A wrong password takes as long as the right one.
    func verify(_ password: Password, against hash: PasswordHash) throws(PasswordHashingError) -> Bool

    /// Returns whether a hash has other parameters than the current ones, so that it should be replaced when its
    /// password is known.
    func needsRehash(_ hash: PasswordHash) -> Bool

    /// A hash no password matches, at the current cost. It is verified for unknown users, so that timing does not
    /// reveal them.
    var decoy: PasswordHash { get }
}

/// Why a password was not hashed.
public enum PasswordHashingError: Error, Sendable {
    /// The password is longer than ``Password/maximumBytes``.
    case tooLong
    /// There was not enough memory.
    case outOfMemory
}

/// Creates the digests under which tokens are stored.
public protocol TokenDigester: Sendable {
    /// Returns the digest of a token's bytes.
    func digest(_ token: UnsafeRawBufferPointer) -> TokenDigest
}

extension TokenDigester {
    /// Returns the digest of a token's UTF-8 bytes. Allocates nothing for tokens in contiguous storage.
    public func digest(_ token: String) -> TokenDigest {
        var token = token
        return token.withUTF8 { digest(UnsafeRawBufferPointer($0)) }
    }
}
