/// Why a query option was refused: the position, and what was expected there.
///
/// The message contains names of properties and keywords, but never the content of a literal. So it is safe to log and to answer.
public struct ODataError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The option at fault, `$filter`.
    public let option: String
    /// The position of the error, from 1, counted in Unicode scalars. If the text ends too early, it is one more than their number.
    public let position: Int
    /// What is wrong, in words.
    public let message: String

    init(_ option: String, at index: Int, _ message: String) {
        self.option = option
        position = index + 1
        self.message = message
    }

    /// `$filter, character 7: a value is expected`
    public var description: String { "\(option), character \(position): \(message)" }
}
