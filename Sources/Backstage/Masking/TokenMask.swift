import Accounts
import Emulator
import Masking

/// Masks texts that are tokens of stored sessions, wherever they stand.
struct TokenMask {
    let users: UserService
    /// The sites whose sessions are asked for.
    let sites: [SiteID]
    /// The greatest number of texts that are looked up. The rest of a longer list is masked.
    private static let limit = 2000
    private static let lengths = 20...256

    private var known: [String: Bool] = [:]

    init(_ users: UserService, in sites: [SiteID]) {
        self.users = users
        self.sites = sites
    }

    /// Returns a text with a mark in place of each token.
    mutating func masked(_ text: String) -> String {
        var output: [UInt8]?
        let bytes = Array(text.utf8)
        var (index, kept) = (0, 0)
        while index < bytes.count {
            guard Self.isTokenByte(bytes[index]) else {
                index += 1
                continue
            }
            let end = bytes[index...].firstIndex { !Self.isTokenByte($0) } ?? bytes.count
            let run = bytes[index..<end]
            if run.count >= Self.lengths.lowerBound, run.contains(where: { (0x30...0x39).contains($0) }), isSecret(run) {
                output = (output ?? []) + bytes[kept..<index] + Array(SecretNames.mark.utf8)
                kept = end
            }
            index = end
        }
        guard let output else { return text }
        return String(decoding: output + bytes[kept...], as: UTF8.self)
    }

    /// Returns whether a run of letters and digits is a token or has one in it.
    private mutating func isSecret(_ run: ArraySlice<UInt8>) -> Bool {
        if run.count <= Self.lengths.upperBound, isToken(run) { return true }
        // A GUID may have something in front of it or behind it.
        guard run.count > Self.guidLength else { return false }
        for start in run.indices.dropLast(Self.guidLength - 1) {
            let window = run[start..<start + Self.guidLength]
            if [8, 13, 18, 23].allSatisfy({ window[start + $0] == UInt8(ascii: "-") }), isToken(window) { return true }
        }
        return run.split(separator: UInt8(ascii: ".")).contains { $0.count < run.count && Self.lengths.contains($0.count) && isToken($0) }
    }

    private static let guidLength = 36

    private mutating func isToken(_ bytes: ArraySlice<UInt8>) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        if let known = known[text] { return known }
        guard known.count < Self.limit else { return true }
        let spellings = [text] + TokenSpelling.all(of: text).filter { $0 != text }
        let isToken = spellings.contains { spelling in sites.contains { (try? users.isToken(spelling, in: $0)) ?? true } }
        known[text] = isToken
        return isToken
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): true
        default: false
        }
    }
}
