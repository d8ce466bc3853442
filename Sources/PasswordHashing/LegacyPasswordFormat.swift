public import Accounts
import Digests

/// A way in which another system kept passwords. Hashes imported from there are verified in their own format and made anew at the next
/// sign-in; none is ever made here.
public protocol LegacyPasswordFormat: Sendable {
    /// What stands before a hash of this format, from `$` to `$`.
    var prefix: String { get }

    /// Whether a password is the one a hash was made of. `encoded` is what follows the prefix.
    func verify(_ password: Password, against encoded: Substring) -> Bool

    /// Whether what follows the prefix can be a hash at all.
    func isReadable(_ encoded: Substring) -> Bool
}

/// MD5, bytes printed in hexadecimal without padding: 0x0A is printed `a`.
public struct UnpaddedMD5Format: LegacyPasswordFormat {
    /// `$md5-unpadded$`, then the digits.
    public let prefix = "$md5-unpadded$"

    /// The format.
    public init() {}

    /// A digest's 16 bytes have one or two digits each.
    public func isReadable(_ encoded: Substring) -> Bool {
        (16...32).contains(encoded.utf8.count) && encoded.allSatisfy { $0.isASCII && $0.isHexDigit }
    }

    /// Whether a password's digest is printed so. Capital and small digits are alike.
    public func verify(_ password: Password, against encoded: Substring) -> Bool {
        let expected = Hexadecimal.unpaddedText(of: MD5.digest(of: password.bytes))
        return Sodium.areEqual(Array(expected.utf8), Array(encoded.lowercased().utf8))
    }
}
