/// What all pages have in common: head, way back, footer.
protocol HelpPage {
    /// The service's name.
    var serviceName: String { get }
    /// What the page shows of the service; nil for the service itself.
    var subject: String? { get }

    /// Writes what is on the page.
    func writeContent(into html: inout HTMLWriter)
}

extension HelpPage {
    /// Writes the page.
    func writeDocument(into html: inout HTMLWriter) {
        html.documentType()
        html.element("html", ["lang": "en"]) { html in
            html.newLine()
            html.element("head") { writeHead(into: &$0) }
            html.newLine()
            html.element("body") { html in
                html.element("a", ["class": "skip", "href": "#content"], "Skip to the content")
                html.newLine()
                html.element("header", ["class": "top"]) { html in
                    html.element("span", ["class": "brand"], "Understudy")
                    writeWay(into: &html)
                }
                html.newLine()
                html.element("main", ["id": "content", "tabindex": "-1"]) { writeContent(into: &$0) }
                html.newLine()
                html.element("footer") { html in
                    html.element("p", "Understudy answers here in the place of the vendor’s service.")
                }
            }
        }
        html.newLine()
    }

    private func writeHead(into html: inout HTMLWriter) {
        html.void("meta", ["charset": "utf-8"])
        html.void("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
        html.void("meta", ["name": "color-scheme", "content": "light dark"])
        html.element("title", subject.map { "\($0) – \(serviceName)" } ?? "\(serviceName) – web service")
        html.void("link", ["rel": "icon", "href": Self.icon])
        html.void("link", ["rel": "stylesheet", "href": "?\(HelpResource.style.key)"])
        // How the discovery tools of .NET find the contract from the page.
        html.void("link", ["rel": "alternate", "type": "text/xml", "href": "?disco"])
        html.element("script", ["src": "?\(HelpResource.script.key)", "defer": ""], "")
    }

    /// Links are queries only: the page's own path stays whatever the request had.
    private func writeWay(into html: inout HTMLWriter) {
        html.element("nav", ["aria-label": "You are here"]) { html in
            html.element("ol") { html in
                html.element("li") { html in
                    if subject == nil {
                        html.element("span", ["aria-current": "page"], serviceName)
                    } else {
                        html.element("a", ["href": "?"], serviceName)
                    }
                }
                if let subject {
                    html.element("li") { $0.element("span", ["aria-current": "page"], subject) }
                }
            }
        }
    }

    /// Two masks, one behind the other, for the tab.
    private static var icon: String {
        """
        data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect x='5' y='1' width='10' height='10' rx='3' \
        fill='%23a9b8d8'/%3E%3Crect x='1' y='5' width='10' height='10' rx='3' fill='%233353a4'/%3E%3C/svg%3E
        """
    }
}

/// Small pieces that several pages have.
extension HTMLWriter {
    /// A heading with what stands under it.
    mutating func section(_ id: String, _ title: String, content: (inout HTMLWriter) -> Void) {
        newLine()
        element("section", ["id": id, "aria-labelledby": "\(id)-title"]) { html in
            html.element("h2", ["id": "\(id)-title"], title)
            content(&html)
        }
    }

    /// A term and what is to be said of it, in a list of facts.
    mutating func fact(_ term: String, content: (inout HTMLWriter) -> Void) {
        element("div") { html in
            html.element("dt", term)
            html.element("dd", content: content)
        }
    }

    /// A name of several words in one, which a narrow window may break between them.
    mutating func identifier(_ name: String) {
        var previous: Character = "A"
        for character in name {
            if character.isUppercase && previous.isLowercase { void("wbr", [:]) }
            text(String(character))
            previous = character
        }
    }

    /// A word that tells one thing of the whole.
    mutating func tag(_ word: String, kind: String? = nil) {
        text(" ")
        element("span", ["class": kind.map { "tag \($0)" } ?? "tag"], word)
    }

    /// A button that copies the text of an element; hidden until the script can do it.
    mutating func copyButton(of id: String, what: String) {
        element("button", ["type": "button", "class": "copy", "data-copy": id, "hidden": ""]) { $0.label("Copy", what) }
    }

    /// A button's word, and for those who do not see what it stands beside, what it is about.
    mutating func label(_ word: String, _ what: String) {
        element("span", word)
        element("span", ["class": "unseen"], " \(what)")
    }
}
