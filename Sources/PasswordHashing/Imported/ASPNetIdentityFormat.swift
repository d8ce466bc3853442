public import Accounts
import Digests

/// A hash of ASP.NET Identity: `$aspnet-identity$` and the base64 that it stores.
///
/// Version 2 is a zero byte, a salt of 16 bytes and a key of 32, by PBKDF2 with HMAC-SHA-1 and 1,000 iterations. Version 3 begins with a
/// byte of 1 and says the function, the iterations and the length of the salt, each in four bytes with the highest first; the salt and the
/// key follow. Source: the class `PasswordHasher` of ASP.NET Core Identity.
public struct ASPNetIdentityFormat: LegacyPasswordFormat {
    /// The greatest number of iterations, counted again for each part of the key that the function cannot give at once. These take about a
    /// second of one core.
    public static let mostIterations = 1_000_000
    /// The lengths that a salt and a key can have in bytes.
    private static let lengths = 16...64

    /// Creates the format.
    public init() {}

    /// `$aspnet-identity$`.
    public var prefix: String { "$aspnet-identity$" }

    /// True: thousands of iterations are usual.
    public var isDear: Bool { true }

    /// Returns whether the key of a password is that of `encoded`.
    public func verify(_ password: Password, against encoded: Substring) -> Bool {
        guard let parts = try? Parts(encoded) else { return false }
        let key = parts.function.key(of: password.bytes, salt: parts.salt, iterations: parts.iterations, count: parts.key.count)
        return Sodium.areEqual(key, parts.key)
    }

    /// Returns what must follow the prefix, if something else does or it costs too much.
    public func problem(with encoded: Substring) -> String? {
        do throws(Refusal) {
            _ = try Parts(encoded)
            return nil
        } catch {
            return error.reason
        }
    }

    private struct Refusal: Error {
        let reason: String

        static let malformed = Refusal(
            reason: "the base64 of a version 2 hash (49 bytes, the first of them 0) or of a version 3 hash (the first byte 1), with a salt "
                + "and a key of \(lengths.lowerBound) to \(lengths.upperBound) bytes")
        static let tooExpensive = Refusal(
            reason: "a hash with at most \(mostIterations) iterations, counted again for each part of its key; this one costs too much")
    }

    private struct Parts {
        let function: PBKDF2
        let iterations: UInt32
        let salt: [UInt8]
        let key: [UInt8]

        init(_ encoded: Substring) throws(Refusal) {
            // The longest one has 13 bytes before the salt.
            guard encoded.utf8.count <= 200, let bytes = Sodium.bytes(ofBase64: encoded) else { throw .malformed }
            switch bytes.first {
            case 0 where bytes.count == 49:
                (function, iterations) = (.sha1, 1000)
                salt = Array(bytes[1..<17])
                key = Array(bytes[17...])
            case 1 where bytes.count > 13:
                guard let function = Self.function(Self.number(bytes[1..<5])), let length = Int(exactly: Self.number(bytes[9..<13])) else {
                    throw .malformed
                }
                self.function = function
                iterations = Self.number(bytes[5..<9])
                let rest = bytes[13...]
                guard lengths.contains(length), lengths.contains(rest.count - length), iterations > 0 else { throw .malformed }
                salt = Array(rest.prefix(length))
                key = Array(rest.dropFirst(length))
            default: throw .malformed
            }
            let blocks = (key.count + function.blockSize - 1) / function.blockSize
            guard Int(iterations) <= mostIterations / blocks else { throw .tooExpensive }
        }

        /// Returns the function for its number in the enumeration `KeyDerivationPrf`.
        private static func function(_ number: UInt32) -> PBKDF2? {
            switch number {
            case 0: .sha1
            case 1: .sha256
            case 2: .sha512
            default: nil
            }
        }

        private static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 { bytes.reduce(0) { $0 << 8 | UInt32($1) } }
    }
}
