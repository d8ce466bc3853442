import HTML
import HTTP
import Operations
import Text

/// The page for `?op=` with a name that no operation has.
struct UnknownOperationPage<Call>: HelpPage {
    let service: Service<Call>
    /// The name in the request.
    let name: String

    var serviceName: String { service.name }
    var subject: String? { "Unknown operation" }

    func writeContent(into html: inout HTMLWriter) {
        if service.operation(named: name) != nil { return writeUnemulated(into: &html) }
        html.element("h1", "There is no such operation")
        html.element("p", ["class": "lead"]) { html in
            html.text("The service ")
            html.element("code", service.name)
            html.text(" has no operation ")
            html.element("code", GivenName.shown(name))
            html.text(". ")
            if let other = service.operations.first(where: { ASCII.equalsIgnoringCase($0.name, name) }) {
                html.text("Names are case-sensitive; did you mean ")
                html.element("a", ["href": "?op=\(PercentEncoding.encode(other.name))"]) { $0.element("code", other.name) }
                html.text("?")
            }
        }
        writeLink(into: &html)
    }

    private func writeUnemulated(into html: inout HTMLWriter) {
        html.element("h1") { $0.identifier(name) }
        html.element(
            "p", ["class": "lead"],
            "The vendor’s service has this operation, but it is not emulated here. If you call it, the answer is a fault.")
        writeLink(into: &html)
    }

    private func writeLink(into html: inout HTMLWriter) {
        html.element("p", ["class": "links"]) { html in
            html.element("a", ["class": "button", "href": "?"], "All operations of \(service.name)")
        }
    }
}
