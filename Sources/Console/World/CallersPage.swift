import Backstage
import HTML
import HTTP
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
            if !callers.isEmpty {
                html.element("p", ["class": "quick"]) { html in
                    for (label, kind) in [("Save as CSV", "csv"), ("Save as JSON", "json")] {
                        let name = "callers.\(kind)"
                        html.element("a", ["href": desk.link("/callers/export", [("as", kind)]), "download": name], label)
                    }
                }
            }
            DataTable(
                titles: ["Caller", "Client", "Address", "Calls", "Refused", "Seen", "Operations", "Check"],
                rows: callers, nothing: "Nobody has called."
            )
            .write(into: &html) { row, caller in
                row.heading(caller.text("name").isEmpty ? "(not signed in)" : caller.text("name"))
                row.cell(caller.text("agent"))
                row.cell(caller["other"]?.bool == true ? "(others)" : caller.text("address"))
                row.cell(caller.text("calls"), class: "number")
                row.cell(caller.text("refusals"), class: "number")
                row.cell { html in
                    html.text(MomentView.long(caller.text("last_seen")))
                    html.element("span", ["class": "system"], "first \(MomentView.long(caller.text("first_seen")))")
                }
                row.cell { writeUses(of: caller, into: &$0) }
                row.cell { writeCheck(of: caller, into: &$0) }
            }
        }
    }

    private func writeUses(of caller: JSON, into html: inout HTMLWriter) {
        let uses = caller.list("operations")
        html.element("details") { html in
            html.element("summary") { html in
                html.text("\(uses.count), by \(Self.bindings(of: caller))")
            }
            html.element("ul", ["class": "plain"]) { html in
                for use in uses {
                    let refused = use.text("refusals") == "0" ? "" : ", \(use.text("refusals")) refused"
                    html.element(
                        "li", "\(use.text("operation")) (\(use.text("system")), \(use.text("binding"))): \(use.text("calls"))\(refused)")
                }
            }
        }
    }

    private static func bindings(of caller: JSON) -> String {
        var seen: [String] = []
        for use in caller.list("operations") where !seen.contains(use.text("binding")) { seen.append(use.text("binding")) }
        return seen.joined(separator: ", ")
    }

    /// Writes what the caller relies on and should not, with links to its calls.
    private func writeCheck(of caller: JSON, into html: inout HTMLWriter) {
        let notices = caller.list("notices")
        guard !notices.isEmpty else { return html.element("span", ["class": "good"], "✓ nothing to say") }
        html.element("ul", ["class": "plain"]) { html in
            for notice in notices {
                let code = notice.text("code")
                html.element("li") { html in
                    html.element("a", ["href": desk.link("/requests", [("q", "notice:\(code)")])], code)
                    html.text(": \(notice.text("calls"))")
                }
            }
        }
    }
}

/// The callers as a file.
enum CallerExport {
    /// Returns the file, which a browser saves: CSV if the query asks for it, else JSON.
    static func response(_ desk: Desk) throws(DeskError) -> HTTPResponse {
        let isCSV = desk.query["as"] == "csv"
        let answer = desk.api.answer("GET", Link("/api/callers", [("site", desk.site)]).text, accepting: isCSV ? "text/csv" : nil)
        guard answer.status == 200 else { throw DeskError(answer) }
        let body = isCSV ? answer.body : Array(try Desk.value(of: answer).pretty.utf8)
        return .file(named: isCSV ? "callers.csv" : "callers.json", isCSV ? "text/csv; charset=utf-8" : "application/json", body)
    }
}
