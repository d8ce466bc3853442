import Digests
import Operations

/// Keys that are made from texts, such as names. The same texts make the same key in every run.
enum DerivedKey {
    /// Returns a GUID made from texts. Two different lists make the same GUID with a probability of 1 in 2^122.
    ///
    /// It is a GUID of version 5 (RFC 9562). The name space is this project's.
    static func guid(_ texts: String...) -> String {
        // No text contains a NUL, which XML cannot carry, so no two lists of texts are joined to the same name.
        let name = texts.joined(separator: "\0")
        var bytes = Array(SHA1.digest(of: space + Array(name.utf8)).prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x50
        bytes[8] = bytes[8] & 0x3F | 0x80
        return GUIDText.normalized(Hexadecimal.text(of: bytes)) ?? GUIDText.zero
    }

    /// The name space: the GUID 1d9f4b0a-7c35-4e86-9a61-f2c8d05b73e4.
    private static let space: [UInt8] = [
        0x1D, 0x9F, 0x4B, 0x0A, 0x7C, 0x35, 0x4E, 0x86, 0x9A, 0x61, 0xF2, 0xC8, 0xD0, 0x5B, 0x73, 0xE4,
    ]
}
