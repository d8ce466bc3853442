/// Bytes that should be a text and are not UTF-8. Nothing is put in their place: different bytes would become the same text, and one
/// password would be taken for another.
public struct NotUTF8: Error, Hashable, Sendable {
    /// The error.
    public init() {}

    /// The text that bytes hold.
    public static func text(of bytes: some Collection<UInt8>) throws(NotUTF8) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw NotUTF8() }
        return text
    }
}
