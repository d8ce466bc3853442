/// An exception in the two forms in which ASP.NET prints it. Source: ASMX.docc/Faults.md, ASMX.docc/Forms.md and
/// XWeb.docc/Protocol.md.
struct ThrownException {
    /// The cause of an exception.
    struct Inner {
        /// The full name of its type.
        let type: String
        let message: String
    }

    /// The full name of its type.
    let type: String
    var message: String
    /// The causes of the exception, from the outermost to the innermost.
    var inner: [Inner] = []
    /// The function that throws it.
    let place: String

    /// Returns only the messages, as with `customErrors` on.
    func messages(_ escaped: (String) -> String = { $0 }) -> String {
        ([message] + inner.map(\.message)).map(escaped).joined(separator: " ---> ")
    }

    /// Returns the whole exception, as with `customErrors` off: types and messages, one line for the end of each inner
    /// exception, and one for the place.
    ///
    /// .NET also prints the functions that inner exceptions passed through, and the callers of the place. The reference
    /// does not name them, and they differ between releases. Omitting them is our choice.
    func fullText(_ escaped: (String) -> String = { $0 }) -> String {
        let exceptions = [Inner(type: type, message: message)] + inner
        let text = exceptions.map { "\($0.type): \(escaped($0.message))" }.joined(separator: " ---> ")
        let ends = String(repeating: "\n   --- End of inner exception stack trace ---", count: inner.count)
        return "\(text)\(ends)\n   at \(place)"
    }
}
