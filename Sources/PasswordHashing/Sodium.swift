import CSodium

/// The calls into libsodium.
enum Sodium {
    private static let started = sodium_init() >= 0

    /// Selects the implementations that suit the processor. Without this call, slow ones are used. libsodium itself
    /// ends the process if the system provides no randomness.
    static func start() {
        _ = started
    }

    static func randomBytes(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        randombytes_buf(&bytes, count)
        return bytes
    }

    /// Returns a PHC string with a new random salt, or nil if there is not enough memory.
    static func argon2idText(of password: [UInt8], passes: UInt64, memory: Int) -> String? {
        var text = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
        let result = password.withUnsafeBytes { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                // libsodium requires an address even for an empty text.
                withUnsafePointer(to: 0 as CChar) { nothing in
                    crypto_pwhash_str_alg(
                        &text, characters.baseAddress ?? nothing, UInt64(characters.count), passes, memory, crypto_pwhash_ALG_ARGON2ID13)
                }
            }
        }
        guard result == 0 else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Returns the 32 bytes of argon2id for a password and a salt of 16 bytes, or nil if there is not enough memory.
    static func argon2id(_ password: [UInt8], salt: [UInt8], passes: UInt64, memory: Int) -> [UInt8]? {
        guard salt.count == 16 else { return nil }
        var digest = [UInt8](repeating: 0, count: 32)
        let result = password.withUnsafeBytes { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                withUnsafePointer(to: 0 as CChar) { nothing in
                    crypto_pwhash(
                        &digest, UInt64(digest.count), characters.baseAddress ?? nothing, UInt64(characters.count), salt, passes, memory,
                        crypto_pwhash_ALG_ARGON2ID13)
                }
            }
        }
        return result == 0 ? digest : nil
    }

    /// Returns 16 bytes that follow from others.
    static func shortDigest(of bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 16)
        crypto_generichash(&digest, 16, bytes, UInt64(bytes.count), nil, 0)
        return digest
    }

    /// Returns whether a password matches a PHC string. A wrong password takes as long as a right one.
    static func verify(_ password: [UInt8], against text: String) -> Bool {
        password.withUnsafeBytes { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                withUnsafePointer(to: 0 as CChar) { nothing in
                    crypto_pwhash_str_verify(text, characters.baseAddress ?? nothing, UInt64(characters.count)) == 0
                }
            }
        }
    }

    /// Returns whether libsodium can parse a PHC string. No hash is computed.
    static func canRead(_ text: String) -> Bool {
        // The function returns -1 for a text that it cannot parse. The cost passed does not matter.
        crypto_pwhash_str_needs_rehash(text, UInt64(Argon2idCost.light.passes), Argon2idCost.light.memory * 1024) != -1
    }

    /// Returns the bytes of a text in base64 (RFC 4648, section 4), with all of its padding or without any. Nil for any other text.
    static func bytes(ofBase64 text: some StringProtocol) -> [UInt8]? {
        let digits = text.utf8.map { CChar(bitPattern: $0) }
        let isPadded = digits.last == CChar(bitPattern: UInt8(ascii: "="))
        let variant = isPadded ? sodium_base64_VARIANT_ORIGINAL : sodium_base64_VARIANT_ORIGINAL_NO_PADDING
        // One byte more than needed, because there is no address of no bytes.
        var bytes = [UInt8](repeating: 0, count: digits.count + 1)
        var count = 0
        guard sodium_base642bin(&bytes, bytes.count, digits, digits.count, nil, &count, nil, variant) == 0 else { return nil }
        return Array(bytes.prefix(count))
    }

    /// Overwrites memory with zeros.
    static func wipe(_ memory: UnsafeMutableRawPointer, count: Int) {
        sodium_memzero(memory, count)
    }

    /// Returns whether two byte strings are equal. The time taken does not reveal where they differ.
    static func areEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        one.count == other.count && sodium_memcmp(one, other, one.count) == 0
    }
}
