import HTTP

/// Answers of the form protocols to calls that are not done: plain text.
enum FormAnswers {
    /// An exception of ASP.NET's own.
    static func response(_ exception: ThrownException, _ settings: ServiceSettings) -> HTTPResponse {
        response(escapedText: settings.showsExceptions ? exception.fullText(escaped) : exception.messages(escaped))
    }

    /// A vendor's exception.
    static func response(ofException text: String) -> HTTPResponse {
        response(escapedText: escaped(text))
    }

    /// ASP.NET writes messages as it would into a page: the five characters that mean something in HTML are escaped.
    private static func escaped(_ message: String) -> String {
        var escaped = String.UnicodeScalarView()
        // By scalars: a character of the reader's may be one of the five with an accent above it.
        for scalar in message.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;".unicodeScalars
            case "<": escaped += "&lt;".unicodeScalars
            case ">": escaped += "&gt;".unicodeScalars
            case "\"": escaped += "&quot;".unicodeScalars
            case "'": escaped += "&#39;".unicodeScalars
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }

    /// An answer of plain text, whose lines end in CR LF: here no XML reader makes LF of that.
    private static func response(escapedText text: String) -> HTTPResponse {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var response = HTTPResponse(status: 500, text: lines.joined(separator: "\r\n"))
        response.fields.append("Cache-Control", "private")
        return response
    }
}
