import ASMX
import HTML
import JSON

/// An entry of the journal as a row of the list.
struct RequestRow {
    let entry: JSON
    /// The link to its page.
    let link: String
    var isCurrent = false

    /// An outcome's sign and word. The sign is never alone, so that nothing depends on colour.
    static func outcome(_ entry: JSON) -> (sign: String, word: String, style: String) {
        let word = entry["reason"]?.text("code") ?? ""
        return switch entry.text("outcome") {
        case "ok": ("✓", "ok", "good")
        case "negative": ("✕", word.isEmpty ? "no" : word, "bad")
        case "injected": ("⚡", word.isEmpty || word == "injected" ? "injected" : word, "odd")
        case "refused": ("✕", word.isEmpty ? "refused" : word, "bad")
        case let other: ("!", word.isEmpty ? other : word, "bad")
        }
    }

    /// Whether the client had gone before the answer was known.
    static func isAborted(_ entry: JSON) -> Bool { entry.text("state") == "aborted" }

    /// The name of the account that a call is about: the first of its names, or its number.
    static func account(_ entry: JSON) -> String {
        guard let account = entry["account"] else { return "" }
        return account.members?.first { $0.name != "id" }?.value.shown ?? "#\(account.text("id"))"
    }

    func write(into html: inout HTMLWriter) {
        let id = entry.text("id")
        guard entry.text("system") != "backstage" else {
            html.element("tr", ["class": "mark", "data-id": id]) { html in
                html.element("td", ["colspan": "6"]) { html in
                    html.element("a", ["href": link], MomentView.time(entry.text("at")))
                    html.element("span", entry.text("text"))
                }
            }
            return html.newLine()
        }
        let (sign, word, style) = Self.outcome(entry)
        html.element("tr", ["data-id": id, "data-outcome": entry.text("outcome"), "class": isCurrent ? "current" : nil]) { html in
            html.element("td", ["class": "time"], MomentView.time(entry.text("at")))
            html.element("th", ["scope": "row"]) { html in
                html.element("a", ["href": link, "aria-current": isCurrent ? "true" : nil]) { $0.identifier(Self.name(entry)) }
                html.element(
                    "span", ["class": "system"],
                    [entry.text("system"), entry.text("binding")].filter { !$0.isEmpty }.joined(separator: " · "))
            }
            html.element("td", ["class": "account"], Self.account(entry))
            html.element("td", ["class": "outcome \(style)"]) { html in
                html.element("span", ["aria-hidden": "true"], sign)
                html.text(" \(word)")
                if !entry.text("rule").isEmpty { html.element("span", ["class": "pill"], entry.text("rule")) }
                if Self.isAborted(entry) { html.element("span", ["class": "pill"], "client gone") }
            }
            html.element("td", ["class": "number"], entry["ms"].map { "\($0.shown) ms" } ?? entry.text("state"))
            html.element("td", ["class": "number session"], entry["caller"]?["session"].map { "s\($0.shown)" } ?? "")
        }
        html.newLine()
    }

    /// The name of the operation, or what was shown if no operation was called.
    static func name(_ entry: JSON) -> String {
        let operation = entry.text("operation")
        return operation.isEmpty ? entry["page"].map { $0.shown.replacing("_", with: " ") } ?? "(no operation)" : operation
    }
}
