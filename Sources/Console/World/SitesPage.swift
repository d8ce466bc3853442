import HTML
import HTTP
import JSON

/// The sites with their snapshots, and what can be done to them.
struct SitesPage {
    private let desk: Desk
    private let sites: [JSON]
    private let snapshots: [JSON]
    private let hasControls: Bool

    init(_ desk: Desk) throws(DeskError) {
        self.desk = desk
        sites = try desk.value("/api/sites").list("sites")
        snapshots = try desk.value("/api/snapshots").list("snapshots")
        hasControls = try desk.allowsTestControls()
    }

    var page: Page {
        Page(section: .sites, title: "Sites") { html in
            html.element("h1", "Sites")
            html.element("p", ["class": "lead"], "A site is a world of its own: accounts, sessions, clock, journal and fault rules.")
            DataTable(titles: ["Site", "Addresses", "Calls", "Refused", "Faults on", "Journal", "Ends in", ""], rows: sites, nothing: "")
                .write(into: &html) {
                    writeCells(of: $1, into: &$0)
                }
            writeNewSite(into: &html)
            html.element("h2", "Snapshots")
            DataTable(titles: ["Snapshot", "Of site", "Taken", "Accounts", ""], rows: snapshots, nothing: "There is none.").write(
                into: &html
            ) { row, snapshot in
                let name = snapshot.text("name")
                row.heading(name)
                row.cell(snapshot.text("site"))
                row.cell(MomentView.long(snapshot.text("at")))
                row.cell(snapshot.text("accounts"), class: "number")
                row.cell { html in
                    guard hasControls else { return }
                    APIForm(method: "POST", target: "/api/reset", said: "The site has what the snapshot holds.")
                        .writeButton(
                            "Go back to it", into: &html, desk, class: "button small",
                            fields: [("text:site", snapshot.text("site")), ("snapshot:to", name)])
                    let address = Link("/api/snapshots/\(PercentEncoding.encode(name))", [("site", snapshot.text("site"))]).text
                    APIForm(method: "DELETE", target: address, said: "The snapshot is deleted.")
                        .writeButton("Delete", into: &html, desk, class: "button small")
                }
            }
            guard hasControls else { return html.element("p", ["class": "note"], ControlsOff.sentence) }
            writeNewSnapshot(into: &html)
        }
    }

    private func writeCells(of site: JSON, into row: inout RowWriter) {
        let name = site.text("name")
        row.heading { $0.element("a", ["href": Link("/requests", name == "default" ? [] : [("site", name)]).text], name) }
        row.cell { html in
            html.element("code", site.text("url"))
            html.element("span", ["class": "system"], site.text("host"))
        }
        row.cell(site.text("calls"), class: "number")
        row.cell(site.text("refusals"), class: "number")
        row.cell(site.text("faults"), class: "number")
        row.cell("\(site.text("entries")) entries, \(ByteCount.words(site["bytes"]?.int ?? 0))")
        row.cell(site.text("ends_in").isEmpty ? "never" : site.text("ends_in"))
        row.cell { html in
            guard hasControls else { return }
            APIForm(method: "POST", target: "/api/reset", said: "The site is as it was at first.")
                .writeButton("Reset", into: &html, desk, class: "button small", fields: [("text:site", name)])
            guard name != "default" else { return }
            APIForm(method: "DELETE", target: "/api/sites/\(PercentEncoding.encode(name))", said: "The site is deleted.", back: "/sites")
                .writeButton("Delete", into: &html, desk, class: "button small")
        }
    }

    private func writeNewSite(into html: inout HTMLWriter) {
        html.element("h2", "Make a site")
        APIForm(method: "POST", target: "/api/sites", said: "The site is made.").write(into: &html, desk, class: "line") { html in
            html.field("Name", id: "site-name", name: "text:name", hint: "made up if empty")
            html.element("div", ["class": "field"]) { html in
                html.element("label", ["for": "site-from"], "With")
                html.element("select", ["id": "site-from", "name": "text:from"]) { html in
                    html.element("option", ["value": ""], "what the default site began with")
                    html.element("option", ["value": "empty"], "nothing")
                }
            }
            html.field("Ends in", id: "site-ttl", name: "text:ttl", hint: "1h; never if empty")
            html.element("button", ["class": "button"], "Make")
        }
    }

    private func writeNewSnapshot(into html: inout HTMLWriter) {
        let target = Link("/api/snapshots/{name}", [("site", desk.site)]).text
        APIForm(method: "PUT", target: target, said: "The snapshot is taken.").write(into: &html, desk, class: "line") { html in
            html.void("input", ["type": "hidden", "name": "bodyless", "value": ""])
            html.field("New snapshot of \(desk.site)", id: "snapshot-name", name: "path:name", hint: "its name")
            html.element("button", ["class": "button"], "Take it")
        }
    }
}
