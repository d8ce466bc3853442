import ASMX
import HTML
import JSON

/// The tab Why: what the server found out about a call, step by step.
struct CallExplanation {
    let desk: Desk
    let entry: JSON

    func write(into html: inout HTMLWriter) {
        html.element("dl", ["class": "facts"]) { html in
            html.fact("Address") { html in
                html.element("code", "\(entry["request"]?.text("method") ?? "") \(entry["request"]?.text("path") ?? "")")
                html.text(" in the site \(entry.text("site"))")
            }
            html.fact("Operation") { html in
                let operation = entry.text("operation")
                html.text(operation.isEmpty ? "None was found." : "\(entry.text("service")) \(operation)")
                if !entry.text("action").isEmpty { html.element("span", ["class": "tag"], entry.text("action")) }
            }
            writePeople(into: &html)
            if !entry.text("rule").isEmpty {
                html.fact("Fault rule") { $0.element("a", ["href": desk.link("/faults")], entry.text("rule")) }
            }
            html.fact("Answer") { html in
                html.text(entry["answer"].map { "Status \($0.text("status"))" } ?? "Not yet.")
                if let result = entry["answer"]?["result"]?.string {
                    html.text(", with ")
                    html.element("code", result.isEmpty ? "an empty text" : result)
                }
                if let waited = entry["waited_ms"]?.shown { html.text(", after waiting \(waited) ms for a thread") }
                if RequestRow.isAborted(entry) { html.text(". The client had gone by then, so it does not know of it") }
            }
        }
        writeArguments(into: &html)
        writeChanges(into: &html)
        writeNotices(into: &html)
    }

    private func writePeople(into html: inout HTMLWriter) {
        let caller = entry["caller"] ?? .null
        html.fact("Caller") { html in
            html.text([caller.text("address"), caller.text("agent")].filter { !$0.isEmpty }.joined(separator: ", "))
            if let account = caller["account"] { link(account, into: &html) }
        }
        if let session = caller["session"]?.shown {
            html.fact("Session") { html in
                html.element("a", ["href": desk.link("/requests", [("q", "session:\(session)")])], "Session \(session) and its calls")
            }
        }
        if let account = entry["account"] { html.fact("About") { link(account, into: &$0) } }
    }

    private func link(_ account: JSON, into html: inout HTMLWriter) {
        let names = (account.members ?? []).filter { $0.name != "id" }.map { "\($0.name) \($0.value.shown)" }
        html.text(" ")
        html.element(
            "a", ["href": desk.link("/accounts/\(account.text("id"))")],
            names.isEmpty ? "account \(account.text("id"))" : names.joined(separator: ", "))
    }

    private func writeArguments(into html: inout HTMLWriter) {
        let arguments = entry.list("arguments")
        guard !arguments.isEmpty else { return }
        html.element("h2", "Arguments")
        html.element("table", ["class": "data"]) { html in
            html.columns(["Name", "Type", "Given", "Value"])
            html.element("tbody") { html in
                for argument in arguments {
                    html.element("tr") { html in
                        html.element("th", ["scope": "row"]) { $0.element("code", argument.text("name")) }
                        html.element("td", argument.text("type"))
                        html.element("td", argument.text("given"))
                        html.element("td") { html in
                            if argument["secret"]?.bool == true {
                                html.element("span", ["class": "soft"], argument.text("given") == "text" ? "••• a secret" : "")
                            } else {
                                html.element("code", argument.text("value"))
                            }
                        }
                    }
                }
            }
        }
    }

    private func writeChanges(into html: inout HTMLWriter) {
        let changes = entry.list("changes")
        guard !changes.isEmpty else { return }
        html.element("h2", "Changes")
        html.element("ul", ["class": "plain"]) { html in
            for change in changes {
                let parts = (change.members ?? []).map { "\($0.name) \($0.value.shown)" }
                html.element("li", parts.joined(separator: ", "))
            }
        }
    }

    private func writeNotices(into html: inout HTMLWriter) {
        let notices = entry.list("notices")
        guard !notices.isEmpty else { return }
        html.element("h2", "Worked here, but do not rely on it")
        html.element("ul", ["class": "plain"]) { html in
            for notice in notices {
                html.element("li") { html in
                    html.element("code", notice.text("code"))
                    html.text(" \(notice.text("text"))")
                }
            }
        }
    }
}
