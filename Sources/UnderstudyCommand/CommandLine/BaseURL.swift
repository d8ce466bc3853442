import Understudy

/// An address to which paths are appended.
enum BaseURL {
    /// Returns the address without slashes at its end. Throws if it is not an http or https address.
    static func check(_ text: String, origin: String) throws(CommandFailure) -> String {
        let scheme = ["http://", "https://"].first { text.lowercased().hasPrefix($0) }
        guard let scheme, text.count > scheme.count, !text.contains(where: { $0 == "?" || $0 == "#" || $0.isWhitespace }) else {
            throw .usage("\(origin): \"\(text)\" is no address such as http://127.0.0.1:8080")
        }
        return String(text.reversed().drop { $0 == "/" }.reversed())
    }

    /// Returns whether an address certainly means this machine's loopback. A name that must be looked up may lead
    /// anywhere, except localhost.
    static func isLoopback(_ url: String) -> Bool {
        let authority = url.drop { $0 != "/" }.dropFirst(2).prefix { $0 != "/" }
        let text = String(authority)
        // Without a port, any port will do. If there is user information in front, the text is not an address and
        // therefore not a loopback.
        return (ListenAddress(text) ?? ListenAddress(text + ":0"))?.isLoopback ?? false
    }
}
