import ASMX
import HTML
import JSON

/// The tab Why: what the server found out about a call, step by step.
struct CallExplanation {
    let desk: Desk
    let entry: JSON

    func write(into html: inout HTMLWriter) {
        CallSteps(desk: desk, entry: entry).write(into: &html)
        html.element("dl", ["class": "facts"]) { html in
            if !entry.text("rule").isEmpty {
                html.fact("Fault rule") { html in
                    let rule = entry.text("rule")
                    html.element("a", ["href": desk.link("/faults", [("edit", rule)])], rule)
                }
            }
            html.fact("Answer") { writeAnswer(into: &$0) }
            if let said = ClientView.text(of: entry) { html.fact("The client saw") { $0.element("q", said) } }
            if let certainty = entry["answer"]?.text("certainty"), !certainty.isEmpty {
                html.fact("Certainty") { $0.text(CertaintyView.sentence(certainty)) }
            }
        }
        writeNotices(into: &html)
        writeArguments(into: &html)
    }

    private func writeAnswer(into html: inout HTMLWriter) {
        html.text(entry["answer"].map { "Status \($0.text("status"))" } ?? "Not yet.")
        if let result = entry["answer"]?["result"]?.string {
            html.text(", with ")
            html.element("code", result.isEmpty ? "an empty text" : result)
        }
        if let waited = entry["waited_ms"]?.shown { html.text(", after waiting \(waited) ms for a thread") }
        if RequestRow.isAborted(entry) { html.text(". The client had gone by then, so it does not know of it") }
    }

    private func writeArguments(into html: inout HTMLWriter) {
        let arguments = entry.list("arguments")
        guard !arguments.isEmpty else { return }
        html.element("h2", "Arguments")
        DataTable(titles: ["Name", "Type", "Given", "Value"], rows: arguments, nothing: "", label: "Arguments").write(into: &html) {
            row, argument in
            row.heading { $0.element("code", argument.text("name")) }
            row.cell(argument.text("type"))
            row.cell(argument.text("given"))
            row.cell { html in
                guard argument["secret"]?.bool == true else { return html.element("code", argument.text("value")) }
                html.element("span", ["class": "soft"], argument.text("given") == "text" ? "••• a secret" : "")
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

/// How certain it is that the vendor's server does the same, in words.
enum CertaintyView {
    static func sentence(_ certainty: String) -> String {
        switch certainty {
        case "documented": "Documented: the vendor says that its server answers so."
        case "seen": "Seen: public clients rely on it."
        case "chosen": "Chosen: nothing is known of the vendor’s server here."
        default: certainty
        }
    }
}

/// The tab Changes: what a call changed in the world.
struct CallChanges {
    let desk: Desk
    let entry: JSON

    func write(into html: inout HTMLWriter) {
        let titles = ["What", "Of", "From", "To"]
        DataTable(titles: titles, rows: entry.list("changes"), nothing: "The call changed nothing.", label: "Changes").write(into: &html) {
            row, change in
            row.heading(Self.words(change.text("what")) + (change.text("name").isEmpty ? "" : " \(change.text("name"))"))
            row.cell { html in
                if let account = change["account"]?.shown {
                    html.element("a", ["href": desk.link("/accounts/\(account)")], "account \(account)")
                }
                if let session = change["session"]?.shown {
                    if change["account"] != nil { html.text(", ") }
                    html.element("a", ["href": desk.link("/requests", [("q", "session:\(session)")])], "session \(session)")
                }
            }
            row.cell(change.text("from"))
            row.cell(change.text("to"))
        }
    }

    private static func words(_ name: String) -> String { name.replacing("_", with: " ") }
}
