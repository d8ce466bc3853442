/// A password in plain text, on its way through. It does not print, and its bytes are exactly those received: nothing is normalised.
public struct Password: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The longest password that is looked at, in bytes. Longer ones are refused before they cost a hash.
    public static let maximumBytes = 1024

    /// The bytes as received.
    public let bytes: [UInt8]

    /// A password received as text.
    public init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// The text, for the rules that count its characters.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether it is longer than ``maximumBytes``.
    public var isTooLong: Bool { bytes.count > Self.maximumBytes }

    /// Never the password.
    public var description: String { "<password>" }

    /// Never the password.
    public var debugDescription: String { description }

    /// Never the password.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// A password's hash together with the parameters it was made with, in one line of text: a PHC string, or an imported legacy form.
public struct PasswordHash: Hashable, Sendable {
    /// The text that is stored.
    public let text: String

    /// A hash that was stored.
    public init(_ text: String) {
        self.text = text
    }
}
