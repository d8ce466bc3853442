import HTML

/// A table of a page: titles, and rows whose first cell names them.
struct DataTable<Row> {
    let titles: [String]
    let rows: [Row]
    /// The text that replaces a table without rows.
    let nothing: String
    /// The name of the table for those who do not see it. The first title if it is nil.
    var label: String?

    /// Writes the table. `cells` writes the cells of a row, one for each title, beginning with a heading.
    func write(into html: inout HTMLWriter, cells: (inout RowWriter, Row) -> Void) {
        guard !rows.isEmpty else { return html.element("p", ["class": "nothing"], nothing) }
        html.element("div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": label ?? titles.first]) { html in
            html.element("table", ["class": "data"]) { html in
                html.element("thead") { html in
                    html.element("tr") { html in
                        for title in titles {
                            html.element("th", ["scope": "col"]) { html in
                                if title.isEmpty { html.element("span", ["class": "unseen"], "Actions") } else { html.text(title) }
                            }
                        }
                    }
                }
                html.element("tbody") { html in
                    for row in rows {
                        html.element("tr") { html in
                            var writer = RowWriter(html, titles)
                            cells(&writer, row)
                            html = writer.html
                        }
                        html.newLine()
                    }
                }
            }
        }
    }
}

/// Writes the cells of one row. Each carries the title of its column, which narrow pages show in front of it.
struct RowWriter {
    private(set) var html: HTMLWriter
    private let titles: [String]
    private var column = 0

    fileprivate init(_ html: HTMLWriter, _ titles: [String]) {
        self.html = html
        self.titles = titles
    }

    private mutating func next() -> String? {
        defer { column += 1 }
        return column < titles.count && !titles[column].isEmpty ? titles[column] : nil
    }

    /// Writes the heading of the row.
    mutating func heading(content: (inout HTMLWriter) -> Void) {
        _ = next()
        html.element("th", ["scope": "row"], content: content)
    }

    /// Writes the heading of the row as text.
    mutating func heading(_ text: String) { heading { $0.text(text) } }

    /// Writes a cell.
    mutating func cell(class name: String? = nil, content: (inout HTMLWriter) -> Void) {
        html.element("td", ["class": name, "data-label": next()]) { html in html.element("div", content: content) }
    }

    /// Writes a cell with text.
    mutating func cell(_ text: String, class name: String? = nil) { cell(class: name) { $0.text(text) } }
}

extension HTMLWriter {
    /// Writes the link to the next page of a list, if there is one.
    mutating func more(_ link: String?, _ label: String = "More") {
        guard let link else { return }
        element("p", ["class": "more"]) { $0.element("a", ["class": "button", "href": link, "rel": "next"], label) }
    }

    /// Writes a labelled input of a form.
    mutating func field(_ label: String, id: String, name: String, value: String = "", type: String = "text", hint: String? = nil) {
        element("div", ["class": "field"]) { html in
            html.element("label", ["for": id], label)
            html.void(
                "input",
                [
                    "id": id, "name": name, "type": type, "value": value, "placeholder": hint,
                    "autocomplete": type == "password" ? "new-password" : "off",
                ])
        }
    }
}
