import Text

/// A sample request as a command for curl. Blanks stay blanks.
package struct CurlCommand {
    private let request: String
    private let scheme: String

    /// Creates a command that sends a request to its host.
    ///
    /// - Parameters:
    ///   - request: A whole HTTP message with blanks.
    ///   - scheme: `http` or `https`.
    package init(_ request: String, scheme: String) {
        self.request = request
        self.scheme = scheme
    }

    /// The command, with one option on each line. Every word is quoted for a POSIX shell.
    ///
    /// curl adds the Host and the Content-Length itself.
    package var text: String {
        let parts = request.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
        let lines = parts[0].split(separator: "\n")
        let start = (lines.first ?? "").split(separator: " ", maxSplits: 2)
        guard start.count == 3 else { return "" }
        let fields = lines.dropFirst().map { $0.split(separator: ":", maxSplits: 1) }.filter { $0.count == 2 }
        let host = fields.first { ASCII.equalsIgnoringCase($0[0], "Host") }?[1].drop { $0 == " " } ?? "localhost"
        var words = ["curl -s \(Self.quoted("\(scheme)://\(host)\(start[1])"))"]
        // A blank body is still a POST.
        let body = parts.count > 1 ? String(parts[1]) : ""
        if start[0] != "GET", body.isEmpty { words.append("-X \(start[0])") }
        for field in fields where !["Host", "Content-Length"].contains(where: { ASCII.equalsIgnoringCase(field[0], $0) }) {
            words.append("-H \(Self.quoted("\(field[0]):\(field[1])"))")
        }
        if !body.isEmpty { words.append("--data-binary \(Self.quoted(body))") }
        return words.joined(separator: " \\\n  ")
    }

    /// Returns a word for a POSIX shell.
    package static func quoted(_ text: String) -> String {
        // A quotation mark ends the quoted text, stands escaped, and begins the next quoted text.
        "'\(ASCII.replacing(UInt8(ascii: "'"), with: "'\\''", in: text))'"
    }
}
