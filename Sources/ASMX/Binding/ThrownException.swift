/// An exception in the two forms in which ASP.NET tells of one. Source: ASMX.docc/Faults.md, ASMX.docc/Forms.md and XWeb.docc/Protocol.md.
struct ThrownException {
    /// An exception that another one was thrown for.
    struct Inner {
        /// Its type's full name.
        let type: String
        let message: String
    }

    /// Its type's full name.
    let type: String
    var message: String
    /// The exceptions it was thrown for, from the outer to the innermost.
    var inner: [Inner] = []
    /// The function that throws it.
    let place: String

    /// The messages alone, as with `customErrors` on.
    func messages(_ escaped: (String) -> String = { $0 }) -> String {
        ([message] + inner.map(\.message)).map(escaped).joined(separator: " ---> ")
    }

    /// The whole exception, as with `customErrors` off: types and messages, a line for the end of each inner exception, and one for the place.
    ///
    /// .NET prints the functions that inner exceptions passed through besides, and those that called the place. The reference does not name
    /// them, and they differ from release to release; leaving them out is our choice.
    func fullText(_ escaped: (String) -> String = { $0 }) -> String {
        let exceptions = [Inner(type: type, message: message)] + inner
        let text = exceptions.map { "\($0.type): \(escaped($0.message))" }.joined(separator: " ---> ")
        let ends = String(repeating: "\n   --- End of inner exception stack trace ---", count: inner.count)
        return "\(text)\(ends)\n   at \(place)"
    }
}
