import HTML
import HTTP
import JSON

/// The sessions of a site.
struct SessionsPage {
    private let desk: Desk
    private let sessions: [JSON]
    private let next: String?

    init(_ desk: Desk) throws(DeskError) {
        self.desk = desk
        let after = desk.query["after"].map { [("after", $0)] } ?? []
        let value = try desk.value(desk.sitePath("sessions"), [("limit", "100")] + after)
        sessions = value.list("sessions")
        next = value.next
    }

    var page: Page {
        Page(section: .sessions, title: "Sessions") { html in
            html.element("h1", "Sessions")
            html.element("p", ["class": "lead"], "Tokens are never shown. The number of a session is ours.")
            SessionTable(desk: desk, sessions: sessions, nothing: "Nobody has signed in.").write(into: &html)
            html.more(next.map { desk.link("/sessions", [("after", $0)]) })
            guard !sessions.isEmpty else { return }
            html.element("div", ["class": "buttons"]) { html in
                APIForm(method: "DELETE", target: desk.sitePath("sessions"), said: "All sessions are ended.").writeButton(
                    "End all", into: &html, desk)
            }
        }
    }
}

/// A table of sessions.
struct SessionTable {
    let desk: Desk
    let sessions: [JSON]
    let nothing: String

    func write(into html: inout HTMLWriter) {
        let titles = ["Session", "Account", "Opened", "Last used", "Ends", "State", ""]
        DataTable(titles: titles, rows: sessions, nothing: nothing).write(into: &html) { row, session in
            let number = session.text("number")
            row.heading { html in
                html.element("a", ["href": desk.link("/requests", [("q", "session:\(number)")])], "s\(number)")
                html.element("span", ["class": "system"], session.text("kind"))
            }
            row.cell { html in
                let account = session.text("account")
                if !account.isEmpty { html.element("a", ["href": desk.link("/accounts/\(account)")], "#\(account)") }
            }
            row.cell(MomentView.long(session.text("opened_at")))
            row.cell(MomentView.long(session.text("last_used_at")))
            row.cell(session.text("ends_at").isEmpty ? "never" : MomentView.long(session.text("ends_at")))
            let ended = session["ended"]?.text("why") ?? session.text("ended_why")
            row.cell(session["live"]?.bool == true ? "live" : ended.isEmpty ? "ended" : "ended: \(ended.replacing("_", with: " "))")
            row.cell { html in
                guard session["live"]?.bool == true else { return }
                APIForm(method: "DELETE", target: desk.sitePath("sessions/\(number)"), said: "The session \(number) is ended.")
                    .writeButton("End", into: &html, desk, class: "button small")
            }
        }
    }
}
