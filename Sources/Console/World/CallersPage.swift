import HTML
import JSON

/// Who calls what.
struct CallersPage {
    private let desk: Desk
    private let callers: [JSON]

    init(_ desk: Desk) throws(DeskError) {
        self.desk = desk
        callers = try desk.value("/api/callers", [("site", desk.site)]).list("callers")
    }

    var page: Page {
        Page(section: .callers, title: "Callers") { html in
            html.element("h1", "Callers")
            html.element(
                "p", ["class": "lead"],
                "Who has called since the site was reset or, if nothing is kept, since the server started; the latest first.")
            DataTable(
                titles: ["Caller", "Client", "Address", "Calls", "Refused", "First seen", "Last seen", "Operations"], rows: callers,
                nothing: "Nobody has called."
            )
            .write(into: &html) { row, caller in
                row.heading(caller.text("name").isEmpty ? "(not signed in)" : caller.text("name"))
                row.cell(caller.text("agent"))
                row.cell(caller["other"]?.bool == true ? "(others)" : caller.text("address"))
                row.cell(caller.text("calls"), class: "number")
                row.cell(caller.text("refusals"), class: "number")
                row.cell(MomentView.long(caller.text("first_seen")))
                row.cell(MomentView.long(caller.text("last_seen")))
                row.cell { writeUses(of: caller, into: &$0) }
            }
        }
    }

    private func writeUses(of caller: JSON, into html: inout HTMLWriter) {
        let uses = caller.list("operations")
        html.element("details") { html in
            html.element("summary", "\(uses.count)")
            html.element("ul", ["class": "plain"]) { html in
                for use in uses {
                    let refused = use.text("refusals") == "0" ? "" : ", \(use.text("refusals")) refused"
                    html.element(
                        "li", "\(use.text("operation")) (\(use.text("system")), \(use.text("binding"))): \(use.text("calls"))\(refused)")
                }
                for notice in caller.list("notices") { html.element("li", "\(notice.text("code")): \(notice.text("calls"))") }
            }
        }
    }
}
