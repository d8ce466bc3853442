import JSON
import Text

/// What a client's programmer sees of an answer that is no success: the text of a fault or of an error.
enum ClientView {
    /// The greatest number of characters that are shown.
    private static let limit = 500

    /// Returns the text in the answer of a call. Nil if the call was done, or if the answer has no such text.
    static func text(of entry: JSON) -> String? {
        guard entry.text("outcome") != "ok", let body = entry["response"]?["body"]?.string, !body.isEmpty else { return nil }
        let start = body.first { !$0.isWhitespace }
        let text = start == "{" ? inJSON(body) : inXML(body)
        return text.map { String($0.prefix(limit)) }
    }

    /// Returns the content of the first element that faults and errors have.
    private static func inXML(_ body: String) -> String? {
        body.firstMatch(of: #/<(?:\w+:)?(?:faultstring|Text|message|Message)(?:\s[^>]*)?>([^<]+)</#).map { decoded(String($0.1)) }
    }

    private static func inJSON(_ body: String) -> String? {
        guard let value = try? JSON.parse(Array(body.utf8), limits: .ownFile) else { return nil }
        return message(in: value, depth: 0)
    }

    /// Returns the first text named message, in the order of the members.
    private static func message(in value: JSON, depth: Int) -> String? {
        guard depth < 6 else { return nil }
        for member in value.members ?? [] {
            if ASCII.lowercased(member.name) == "message", let text = member.value.string, !text.isEmpty { return text }
        }
        let children = (value.members ?? []).map(\.value) + (value.elements ?? [])
        return children.lazy.compactMap { message(in: $0, depth: depth + 1) }.first
    }

    private static func decoded(_ text: String) -> String {
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#39;", "'"), ("&amp;", "&")]
            .reduce(text) { $0.replacing($1.0, with: $1.1) }
    }
}
