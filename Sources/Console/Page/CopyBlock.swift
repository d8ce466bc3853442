import HTML

/// A text with a button that copies it. The script shows the button.
struct CopyBlock {
    let title: String
    let text: String

    func write(into html: inout HTMLWriter) {
        html.element("figure", ["class": "copyable"]) { html in
            html.element("figcaption") { html in
                html.element("span", title)
                html.element("button", ["type": "button", "class": "copy", "hidden": ""], "Copy")
            }
            html.element("pre", ["tabindex": "0", "aria-label": title]) { $0.element("code", text) }
        }
    }
}
