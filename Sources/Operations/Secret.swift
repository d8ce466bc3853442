/// A text that gives access, such as a token. No log and no debugger prints it.
public struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The text, for the code that compares it.
    public let text: String

    /// Creates a secret from a text that a caller sent.
    public init(_ text: String) {
        self.text = text
    }

    /// Never the text.
    public var description: String { "<secret>" }

    /// Never the text.
    public var debugDescription: String { description }

    /// Never the text.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
