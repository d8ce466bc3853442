import Text

/// Bytes that should be text but are not UTF-8, or have more combining marks in a row than `CombiningMarks.limit`.
///
/// They are never replaced: different bytes would become the same text, and one password could pass for another.
public struct NotUTF8: Error, Hashable, Sendable {
    /// Creates the error.
    public init() {}

    /// Returns the text that the bytes encode.
    public static func text(of bytes: some Collection<UInt8>) throws(NotUTF8) -> String {
        guard let text = String(validating: bytes, as: UTF8.self), !CombiningMarks.areTooMany(in: text) else { throw NotUTF8() }
        return text
    }
}
