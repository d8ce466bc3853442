import HTML
import HTTP
import JSON

/// The sessions of a site.
struct SessionsPage {
    private let desk: Desk
    private let sessions: [JSON]
    private let ended: [JSON]
    private let next: String?

    init(_ desk: Desk) throws(DeskError) {
        self.desk = desk
        let after = desk.query["after"].map { [("after", $0)] } ?? []
        let value = try desk.value(desk.sitePath("sessions"), [("limit", "100")] + after)
        sessions = value.list("sessions")
        ended = value.list("ended")
        next = value.next
    }

    var page: Page {
        Page(section: .sessions, title: "Sessions") { html in
            html.element("h1", "Sessions")
            html.element("p", ["class": "lead"], "Tokens are never shown. The number of a session is ours.")
            SessionTable(desk: desk, sessions: sessions, nothing: "Nobody has signed in.").write(into: &html)
            html.more(next.map { desk.link("/sessions", [("after", $0)]) })
            if !sessions.isEmpty {
                html.element("div", ["class": "buttons"]) { html in
                    APIForm(method: "DELETE", target: desk.sitePath("sessions"), said: "All sessions are ended.").writeButton(
                        "End all", into: &html, desk)
                }
            }
            guard !ended.isEmpty else { return }
            html.element("h2", "Ended within the last day")
            SessionTable(desk: desk, sessions: ended, nothing: "", label: "Ended sessions").write(into: &html)
        }
    }
}

/// A table of sessions: those that can be used, and those that were ended.
struct SessionTable {
    let desk: Desk
    let sessions: [JSON]
    let nothing: String
    var label: String?

    func write(into html: inout HTMLWriter) {
        let titles = ["Session", "Account", "Opened", "Last used", "Ends", "State", ""]
        DataTable(titles: titles, rows: sessions, nothing: nothing, label: label).write(into: &html) { row, session in
            let number = session.text("number")
            row.heading { html in
                html.element("a", ["href": desk.link("/requests", [("q", "session:\(number)")])], "s\(number)")
                html.element("span", ["class": "system"], session.text("kind"))
            }
            row.cell { html in
                let account = session.text("account")
                if !account.isEmpty { html.element("a", ["href": desk.link("/accounts/\(account)")], "#\(account)") }
            }
            row.cell { html in
                html.text(MomentView.long(session.text("opened_at")))
                guard let call = session["opened_by"]?.shown else { return }
                html.element("span", ["class": "system"]) { html in
                    html.text("by ")
                    html.element("a", ["href": desk.link("/requests/\(call)")], "call #\(call)")
                }
            }
            row.cell(MomentView.long(session.text("last_used_at")))
            row.cell(session.text("ends_at").isEmpty ? "never" : MomentView.long(session.text("ends_at")))
            row.cell(Self.state(of: session))
            row.cell { html in
                guard session["live"]?.bool == true else { return }
                APIForm(method: "DELETE", target: desk.sitePath("sessions/\(number)"), said: "The session \(number) is ended.")
                    .writeButton("End", into: &html, desk, class: "button small")
            }
        }
    }

    private static func state(of session: JSON) -> String {
        guard let cause = session["ended_by"]?.string else { return session["live"]?.bool == true ? "live" : "expired" }
        return "ended \(MomentView.long(session.text("ended_at"))): \(cause.replacing("_", with: " "))"
    }
}
