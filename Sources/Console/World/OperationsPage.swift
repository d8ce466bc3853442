import ASMX
import HTML
import HTTP
import JSON

/// All operations, emulated or not, with their calls.
struct OperationsPage {
    private let desk: Desk
    private let services: [JSON]
    private let url: String
    private let wanted: String

    init(_ desk: Desk) throws(DeskError) {
        self.desk = desk
        services = try desk.value("/api/operations").list("services")
        url = (try? desk.value("/api/settings"))?.text("url") ?? ""
        wanted = desk.query["show"] ?? ""
    }

    var page: Page {
        Page(section: .operations, title: "Operations") { html in
            html.element("h1", "Operations")
            html.element(
                "p", ["class": "lead"],
                "Every operation of the emulated services, with the calls of all sites since the server started. A name leads to the "
                    + "operation’s help page with a form to try it.")
            html.element("p", ["class": "quick"]) { html in
                for (label, value) in [("All", ""), ("Called", "called"), ("Called but not emulated", "missing")] {
                    let link = desk.link("/operations", value.isEmpty ? [] : [("show", value)])
                    html.element("a", ["href": link, "aria-current": value == wanted ? "true" : nil]) { html in
                        html.text(label)
                        let count = services.reduce(0) { $0 + $1.list("operations").count { Self.isMet(value, by: $0) } }
                        html.element("span", ["class": "count"], " \(count)")
                    }
                }
            }
            let all = services.map { service in (service: service, rows: service.list("operations").filter { Self.isMet(wanted, by: $0) }) }
            let shown = all.filter { !$0.rows.isEmpty }
            if shown.isEmpty { html.element("p", ["class": "nothing"], "No operation is like that.") }
            for (service, rows) in shown { write(rows, of: service, into: &html) }
        }
    }

    private func write(_ rows: [JSON], of service: JSON, into html: inout HTMLWriter) {
        let (system, name, address) = (service.text("system"), service.text("name"), service.text("address"))
        // Other services have no help pages of their own.
        let hasPages = address.hasSuffix(".asmx")
        html.element("h2") { html in
            html.text("\(system) ")
            if hasPages { html.element("a", ["href": url + address], name) } else { html.text(name) }
            html.element("span", ["class": "count"], " \(rows.count)")
        }
        let titles = ["Operation", "What it does", "Emulated", "Certainty", "Calls", "Refused"]
        DataTable(titles: titles, rows: rows, nothing: "", label: name).write(into: &html) { writer, row in
            let operation = row.text("name")
            writer.heading { html in
                guard hasPages else { return html.identifier(operation) }
                html.element("a", ["href": Link(url + address, [("op", operation)]).text]) { $0.identifier(operation) }
            }
            writer.cell { Prose(row.text("documentation")).write(into: &$0) }
            writer.cell(row.text("emulated"))
            writer.cell(row.text("certainty"))
            writer.cell(class: "number") { html in
                let calls = row.text("calls")
                guard calls != "0" else { return html.text(calls) }
                html.element("a", ["href": desk.link("/requests", [("q", "op:\(operation)")])], calls)
            }
            writer.cell(row.text("refusals"), class: "number")
        }
    }

    /// Returns whether an operation is among those that a choice shows.
    private static func isMet(_ choice: String, by row: JSON) -> Bool {
        switch choice {
        case "called": (row["calls"]?.int ?? 0) > 0
        case "missing": (row["calls"]?.int ?? 0) > 0 && row["emulated"]?.bool == false
        default: true
        }
    }
}
