import HTML
import HTTP

/// What can be done with the calls that meet the filter, and with the filter.
struct FilterActions {
    let desk: Desk
    let filter: [(name: String, value: String)]
    /// The number of the newest call. Nil if there is none.
    let newest: String?

    func write(into html: inout HTMLWriter) {
        html.element("div", ["class": "quick actions"]) { html in
            writeSaving(into: &html)
            if let newest {
                html.element(
                    "a", ["id": "from-here", "href": desk.link("/requests", filter.filter { $0.name != "after" } + [("after", newest)])],
                    "From here on")
                html.element("a", ["id": "export", "href": desk.link("/export", filter), "download": "pairs.json"], "Export")
                writeDeletion(into: &html)
            }
        }
    }

    /// Writes what the script fills: the filters that the browser keeps. They are not sent, so nothing is shown without a script.
    private func writeSaving(into html: inout HTMLWriter) {
        html.element("ul", ["id": "saved", "aria-label": "Saved filters", "hidden": ""], "")
        html.element("details", ["id": "save", "class": "menu", "hidden": ""]) { html in
            html.element("summary", "Save filter…")
            html.element("form", ["class": "sheet"]) { html in
                html.element("label", ["for": "save-name"], "Name of this filter")
                html.void("input", ["id": "save-name", "maxlength": "40", "required": "", "autocomplete": "off"])
                html.element("button", ["class": "button"], "Save")
                html.element("p", ["class": "note"], "It is kept in this browser only.")
            }
        }
    }

    private func writeDeletion(into html: inout HTMLWriter) {
        let wanted = filter.filter { $0.name != "before" }
        html.element("details", ["class": "menu danger"]) { html in
            html.element("summary", "Delete from server…")
            html.element("div", ["class": "sheet"]) { html in
                html.element(
                    "p",
                    wanted.isEmpty
                        ? "All calls of the site \(desk.site) go from the journal, for everybody."
                        : "All calls of the site \(desk.site) that meet the filter go from the journal, for everybody.")
                APIForm(
                    method: "DELETE", target: Link("/api/requests", [("site", desk.site)] + wanted).text, said: "The calls are deleted.",
                    back: desk.link("/requests")
                )
                .writeButton("Delete the calls", into: &html, desk, class: "button bad")
            }
        }
    }
}
