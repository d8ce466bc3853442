import HTML

/// The list of keys. The script opens it, since no key does anything without.
enum KeyHelp {
    private static let keys = [
        ("j k", "next, previous row"), ("Enter", "open the row"), ("Escape", "back to the list"), ("/", "search"), ("n", "newest"),
        ("f", "next refused"), ("1 … 5", "tabs"), ("c", "copy"), ("m x", "mark a call, compare with it"), (".", "from here on"),
        ("g r, g a, g s, g f", "requests, accounts, sessions, faults"), ("g c, g o", "callers, operations"), ("?", "this list"),
    ]

    static func write(into html: inout HTMLWriter) {
        html.element("dialog", ["id": "keys", "aria-labelledby": "keys-title"]) { html in
            html.element("h2", ["id": "keys-title"], "Keys")
            html.element("dl", ["class": "keys"]) { html in
                for (key, meaning) in keys {
                    html.element("div") { html in
                        html.element("dt") { $0.element("kbd", key) }
                        html.element("dd", meaning)
                    }
                }
            }
            html.element("p") { html in
                html.element("label", ["class": "check"]) { html in
                    html.void("input", ["type": "checkbox", "id": "keys-off"])
                    html.text(" Letters do nothing on this browser")
                }
            }
            html.element("form", ["method": "dialog"]) { $0.element("button", ["class": "button"], "Close") }
        }
    }
}
