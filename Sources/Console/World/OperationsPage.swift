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
                    html.element("a", ["href": link, "aria-current": value == wanted ? "true" : nil], label)
                }
            }
            var count = 0
            for service in services {
                let rows = service.list("operations").filter(isWanted)
                count += rows.count
                guard !rows.isEmpty else { continue }
                html.element("h2") { html in
                    html.text("\(service.text("system")) ")
                    let address = service.text("address")
                    if address.hasSuffix(".asmx") {
                        html.element("a", ["href": url + address], service.text("name"))
                    } else {
                        html.text(service.text("name"))
                    }
                }
                DataTable(
                    titles: ["Operation", "What it does", "Emulated", "Certainty", "Calls", "Refused"], rows: rows, nothing: "",
                    label: service.text("name")
                )
                .write(into: &html) { writer, row in
                    writer.heading { html in
                        let name = row.text("name")
                        guard service.text("address").hasSuffix(".asmx") else { return html.identifier(name) }
                        html.element("a", ["href": Link(url + service.text("address"), [("op", name)]).text]) { $0.identifier(name) }
                    }
                    writer.cell(row.text("documentation"))
                    writer.cell(row.text("emulated"))
                    writer.cell(row.text("certainty"))
                    writer.cell(class: "number") { html in
                        let calls = row.text("calls")
                        guard calls != "0" else { return html.text(calls) }
                        html.element("a", ["href": desk.link("/requests", [("q", "op:\(row.text("name"))")])], calls)
                    }
                    writer.cell(row.text("refusals"), class: "number")
                }
            }
            if count == 0 { html.element("p", ["class": "nothing"], "No operation is like that.") }
        }
    }

    private func isWanted(_ row: JSON) -> Bool {
        switch wanted {
        case "called": (row["calls"]?.int ?? 0) > 0
        case "missing": (row["calls"]?.int ?? 0) > 0 && row["emulated"]?.bool == false
        default: true
        }
    }
}
