import Understudy

/// An address that paths are put behind.
enum BaseURL {
    /// The address without slashes at its end; refuses what is no http or https address.
    static func check(_ text: String, origin: String) throws(CommandFailure) -> String {
        let scheme = ["http://", "https://"].first { text.lowercased().hasPrefix($0) }
        guard let scheme, text.count > scheme.count, !text.contains(where: { $0 == "?" || $0 == "#" || $0.isWhitespace }) else {
            throw .usage("\(origin): \"\(text)\" is no address such as http://127.0.0.1:8080")
        }
        return String(text.reversed().drop { $0 == "/" }.reversed())
    }

    /// Whether an address names this machine's loopback for certain: a name that is looked up, but for localhost, may lead anywhere.
    static func isLoopback(_ url: String) -> Bool {
        let authority = url.drop { $0 != "/" }.dropFirst(2).prefix { $0 != "/" }
        let text = String(authority)
        // Without a port any will do. Whoever puts a user in front has something else that is no address, and is no loopback.
        return (ListenAddress(text) ?? ListenAddress(text + ":0"))?.isLoopback ?? false
    }
}
