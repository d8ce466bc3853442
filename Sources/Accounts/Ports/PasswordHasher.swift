/// Makes and checks password hashes.
public protocol PasswordHasher: Sendable {
    /// Hashes a password with a fresh salt at the present cost.
    func hash(_ password: Password) throws(PasswordHashingError) -> PasswordHash

    /// Whether a password is the one a hash was made of. Takes as long for a wrong one as for the right one.
    func verify(_ password: Password, against hash: PasswordHash) throws(PasswordHashingError) -> Bool

    /// Whether a hash was made with other parameters than the present ones, so that it should be made anew when its password is at hand.
    func needsRehash(_ hash: PasswordHash) -> Bool

    /// A hash of nothing anybody knows, at the present cost: verified where there is no account, so that unknown and known take equal time.
    var decoy: PasswordHash { get }
}

/// Why a password was not hashed.
public enum PasswordHashingError: Error, Sendable {
    /// The password is longer than ``Password/maximumBytes``.
    case tooLong
    /// There was not enough memory.
    case outOfMemory
}

/// Makes the digests under which tokens are kept.
public protocol TokenDigester: Sendable {
    /// The digest of a token.
    func digest(_ token: String) -> TokenDigest
}
