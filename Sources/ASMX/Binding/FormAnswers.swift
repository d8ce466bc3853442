import HTTP

/// The answers of the form protocols to calls that are not done. They are plain text.
enum FormAnswers {
    /// Returns the answer for an exception of ASP.NET.
    static func response(_ exception: ThrownException, _ settings: ServiceSettings) -> HTTPResponse {
        response(escapedText: settings.showsExceptions ? exception.fullText(escaped) : exception.messages(escaped))
    }

    /// Returns the answer for a vendor's exception.
    static func response(ofException text: String) -> HTTPResponse {
        response(escapedText: escaped(text))
    }

    /// Returns a message with the five special characters of HTML escaped. ASP.NET writes messages as if into a page.
    private static func escaped(_ message: String) -> String {
        var escaped = String.UnicodeScalarView()
        // Scalars, not Characters: `<` plus a combining accent is one Character and must still be escaped.
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

    /// Returns an answer of plain text. Its lines end in CR LF, because no XML reader turns that into LF here.
    private static func response(escapedText text: String) -> HTTPResponse {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var response = HTTPResponse(status: 500, text: lines.joined(separator: "\r\n"))
        response.fields.append("Cache-Control", "private")
        return response
    }
}
