public import Accounts
import Digests

/// MD5 in hexadecimal digits, either all in lower case or all in upper case.
public enum MD5Format: LegacyPasswordFormat, CaseIterable {
    /// `$md5-padded$`, then two digits for each byte, as most programs print a digest.
    case padded
    /// `$md5-unpadded$`, then one or two digits for each byte: 0x0A is printed as `a`.
    case unpadded

    /// `$md5-padded$` or `$md5-unpadded$`.
    public var prefix: String {
        switch self {
        case .padded: "$md5-padded$"
        case .unpadded: "$md5-unpadded$"
        }
    }

    /// Returns whether a password's digest, printed in this format, equals `encoded`. Digits may be in lower or upper
    /// case.
    public func verify(_ password: Password, against encoded: Substring) -> Bool {
        guard problem(with: encoded) == nil else { return false }
        let digest = MD5.digest(of: password.bytes)
        let expected =
            switch self {
            case .padded: Hexadecimal.text(of: digest)
            case .unpadded: Hexadecimal.unpaddedText(of: digest)
            }
        return Sodium.areEqual(Array(expected.utf8), Array(encoded.lowercased().utf8))
    }

    /// Returns what is wrong with digits that no digest has in this format: a wrong character, mixed letter case, a
    /// wrong length, or an impossible zero.
    public func problem(with encoded: Substring) -> String? {
        let digits = Array(encoded.utf8)
        let hasDigitsAlone =
            digits.allSatisfy(Self.smallDigits.contains) || digits.allSatisfy(Self.capitalDigits.contains)
        switch self {
        case .padded:
            return hasDigitsAlone && digits.count == 32 ? nil : "32 hexadecimal digits, all small or all capital"
        case .unpadded:
            guard hasDigitsAlone, (16...32).contains(digits.count) else {
                return "16 to 32 hexadecimal digits, all small or all capital"
            }
            guard Self.mostPairs(in: digits) < digits.count - 16 else { return nil }
            let hint = digits.count == 32 ? "; these are padded, and belong after \(Self.padded.prefix)" : ""
            return "16 bytes without leading zeros" + hint
        }
    }

    private static let smallDigits = Set("0123456789abcdef".utf8)
    private static let capitalDigits = Set("0123456789ABCDEF".utf8)

    /// Returns the greatest number of two-digit bytes that the digits can contain. Such a byte does not begin with a
    /// zero.
    private static func mostPairs(in digits: [UInt8]) -> Int {
        var pairs = 0
        var position = 0
        while position + 1 < digits.count {
            // The pair that ends first leaves the most room for others.
            let isPair = digits[position] != UInt8(ascii: "0")
            pairs += isPair ? 1 : 0
            position += isPair ? 2 : 1
        }
        return pairs
    }
}
