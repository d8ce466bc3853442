/// Why a recording cannot be used: one of its files says something that is not understood.
public struct RecordingError: Error, Hashable, CustomStringConvertible {
    /// The reason in words.
    public let description: String

    /// Creates an error from its words.
    public init(_ description: String) {
        self.description = description
    }
}
