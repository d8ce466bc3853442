/// A password in plain text. It is never printed, and its bytes are exactly those received: nothing is normalised.
public struct Password: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The greatest length of a password in bytes. Longer ones are refused before they cost a hash.
    public static let maximumBytes = 1024

    /// The bytes as received.
    public let bytes: [UInt8]

    /// Creates a password from the received text.
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

/// A password's hash with its parameters, as one line of text: a PHC string, or an imported legacy format.
public struct PasswordHash: Hashable, Sendable {
    /// The text that is stored.
    public let text: String

    /// Creates a hash from the stored text.
    public init(_ text: String) {
        self.text = text
    }
}
