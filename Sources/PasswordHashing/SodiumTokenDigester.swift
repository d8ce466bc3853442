public import Accounts
import CSodium

/// Digests tokens with BLAKE2b of 256 bits, through libsodium.
///
/// A generated token has so many random bits that a plain digest hides it. A secret that a person chose would need a
/// password hash.
public struct SodiumTokenDigester: TokenDigester {
    /// Creates a digester.
    public init() {
        Sodium.start()
    }

    /// Returns the digest of a token's bytes.
    public func digest(_ token: UnsafeRawBufferPointer) -> TokenDigest {
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        let bytes = token.assumingMemoryBound(to: UInt8.self)
        withUnsafeMutableBytes(of: &words) { output in
            guard let address = output.assumingMemoryBound(to: UInt8.self).baseAddress else { return }
            // The function supports an output of 32 bytes, so it cannot fail.
            _ = crypto_generichash(address, output.count, bytes.baseAddress, UInt64(bytes.count), nil, 0)
        }
        return TokenDigest(words: (words.0.littleEndian, words.1.littleEndian, words.2.littleEndian, words.3.littleEndian))
    }
}
