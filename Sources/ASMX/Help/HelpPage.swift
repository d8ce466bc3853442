package import HTML

/// The parts that all pages have: head, navigation, footer.
package protocol HelpPage {
    /// The service's name.
    var serviceName: String { get }
    /// The part of the service that the page describes. Nil for the service itself.
    var subject: String? { get }
    /// Whether the service has a contract that tools discover.
    var hasDiscovery: Bool { get }

    /// Writes the content of the page.
    func writeContent(into html: inout HTMLWriter)
}

extension HelpPage {
    /// It has one.
    package var hasDiscovery: Bool { true }

    /// Writes the whole page.
    func writeDocument(into html: inout HTMLWriter) {
        let title = subject.map { "\($0) – \(serviceName)" } ?? "\(serviceName) – web service"
        html.document(title: title, head: writeLinks) { html in
            html.element("a", ["class": "skip", "href": "#content"], "Skip to the content")
            html.newLine()
            html.element("header", ["class": "top"]) { html in
                html.element("a", ["class": "brand", "href": "/"], "Understudy")
                writeWay(into: &html)
            }
            html.newLine()
            html.element("main", ["id": "content", "tabindex": "-1"]) { writeContent(into: &$0) }
            html.newLine()
            html.element("footer") { html in
                html.element("p", "This is Understudy, which stands in for the vendor’s service.")
            }
        }
    }

    /// Writes the links in the head: icon, style, contract and script.
    private func writeLinks(into html: inout HTMLWriter) {
        html.void("link", ["rel": "icon", "href": Self.icon])
        html.void("link", ["rel": "stylesheet", "href": "?\(HelpResource.style.key)"])
        // The discovery tools of .NET find the contract through this link.
        if hasDiscovery { html.void("link", ["rel": "alternate", "type": "text/xml", "href": "?disco"]) }
        html.element("script", ["src": "?\(HelpResource.script.key)", "defer": ""], "")
    }

    /// Writes the navigation. Its links are queries, so they keep the path of the request, whatever it is.
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

    /// The icon for the browser's tab: two masks, one in front of the other.
    private static var icon: String {
        """
        data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect x='5' y='1' width='10' height='10' rx='3' \
        fill='%23a9b8d8'/%3E%3Crect x='1' y='5' width='10' height='10' rx='3' fill='%233353a4'/%3E%3C/svg%3E
        """
    }
}

/// Small elements that several pages use.
extension HTMLWriter {
    /// Writes a heading and the content below it.
    package mutating func section(_ id: String, _ title: String, content: (inout HTMLWriter) -> Void) {
        newLine()
        element("section", ["id": id, "aria-labelledby": "\(id)-title"]) { html in
            html.element("h2", ["id": "\(id)-title"], title)
            content(&html)
        }
    }

    /// Writes a term and its description, in a list of facts.
    package mutating func fact(_ term: String, content: (inout HTMLWriter) -> Void) {
        element("div") { html in
            html.element("dt", term)
            html.element("dd", content: content)
        }
    }

    /// Writes a name made of several words, with places where a narrow window may break it.
    package mutating func identifier(_ name: String) {
        var previous: Character = "A"
        for character in name {
            if character.isUppercase && previous.isLowercase { void("wbr", [:]) }
            text(String(character))
            previous = character
        }
    }

    /// Writes the cell of a table with a parameter's name, and whether it is required or secret.
    package mutating func parameterName(_ name: String, isRequired: Bool, isSecret: Bool) {
        element("th", ["scope": "row"]) { html in
            html.element("code", name)
            if isRequired { html.tag("required", kind: "strong") }
            if isSecret { html.tag("secret") }
        }
    }

    /// Writes a short label.
    package mutating func tag(_ word: String, kind: String? = nil) {
        text(" ")
        element("span", ["class": kind.map { "tag \($0)" } ?? "tag"], word)
    }

    /// Writes a button that copies the text of an element. It is hidden until the script enables it.
    package mutating func copyButton(of id: String, what: String) {
        element("button", ["type": "button", "class": "copy", "data-copy": id, "hidden": ""]) { $0.label("Copy", what) }
    }

    /// Writes the label of a button, and for screen readers what the button applies to.
    mutating func label(_ word: String, _ what: String) {
        element("span", word)
        element("span", ["class": "unseen"], " \(what)")
    }
}
