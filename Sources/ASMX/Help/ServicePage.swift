import HTML
import HTTP
import Operations
import Text

/// The page of a service: its description, its contract and its operations.
struct ServicePage<Host: ServiceHost>: HelpPage {
    let host: Host
    let request: HTTPRequest
    let context: Host.Context
    /// The page lists only operations whose name, parameters or description contain this text. The script filters
    /// without a request; this is for browsers without it.
    let filter: String

    private var service: Service<Host.Call> { host.service(in: context) }
    var serviceName: String { service.name }
    var subject: String? { nil }

    func writeContent(into html: inout HTMLWriter) {
        html.element("h1", service.name)
        html.element("p", ["class": "lead"]) { Prose(service.documentation).write(into: &$0) }
        html.element("p", ["class": "links"]) { html in
            html.element("a", ["class": "button", "href": "?WSDL"], "Contract (WSDL)")
            html.element("a", ["class": "button", "href": "?disco"], "Discovery")
        }
        html.newLine()
        html.element("dl", ["class": "facts"]) { writeFacts(into: &$0) }
        writeFilter(into: &html)
        for (number, section) in service.sections.enumerated() {
            let matching = section.operations.filter(matches)
            guard !matching.isEmpty else { continue }
            html.section("section-\(number + 1)", section.title) { html in
                html.element("ul", ["class": "operations"]) { html in
                    for operation in matching { write(operation, into: &html) }
                }
            }
        }
        html.element("p", ["class": "none", "id": "none", "hidden": service.operations.contains(where: matches) ? "" : nil]) {
            $0.text("No operation has this text in its name, parameters or description.")
        }
        writeUnemulated(into: &html)
    }

    private func writeFacts(into html: inout HTMLWriter) {
        html.fact("Address") { html in
            html.element("code", ["id": "address"], request.url)
            html.copyButton(of: "address", what: "the address")
        }
        html.fact("Namespace") { $0.element("code", service.namespace) }
        html.fact("Protocols") { $0.text(ways.joined(separator: ", ")) }
        if let header = service.header {
            html.fact("Header block") { html in
                html.element("code", header.name)
                html.text(" ")
                Prose(header.documentation).write(into: &html)
            }
        }
    }

    /// The ways to call an operation, each once.
    private var ways: [String] {
        var ways: [String] = []
        for operation in service.operations {
            for exchange in host.exchanges(of: operation, request, in: context) where !ways.contains(exchange.title) {
                ways.append(exchange.title)
            }
        }
        return ways
    }

    /// Writes the vendor's operations that are not emulated, in a folded list. A reader who searches for one learns
    /// that it is missing.
    private func writeUnemulated(into html: inout HTMLWriter) {
        guard !service.unemulated.isEmpty else { return }
        html.newLine()
        html.element("details", ["class": "elements unemulated"]) { html in
            html.element("summary", "\(service.unemulated.count) further operations of the vendor’s, not emulated")
            html.element("p", ["class": "note"], "If you call one of them, the answer is a fault that says so.")
            html.element("ul") { html in
                for operation in service.unemulated { html.element("li") { $0.element("code", operation.name) } }
            }
        }
    }

    // MARK: Operations

    private func writeFilter(into html: inout HTMLWriter) {
        html.newLine()
        html.element("form", ["class": "filter", "role": "search", "method": "get"]) { html in
            html.element("label", ["for": "filter"], "Filter operations")
            html.void(
                "input",
                [
                    "id": "filter", "name": servicePageFilter, "type": "search", "value": filter, "autocomplete": "off",
                    "spellcheck": "false",
                    "placeholder": "name, parameter or word", "aria-describedby": "count", "aria-keyshortcuts": "/",
                ])
            let count = service.operations.filter(matches).count
            let all = service.operations.count
            html.element("span", ["id": "count", "role": "status", "data-all": String(all)], "\(count) of \(all)")
        }
    }

    private func write(_ operation: Operation<Host.Call>, into html: inout HTMLWriter) {
        html.newLine()
        html.element("li", ["data-words": Self.words(of: operation)]) { html in
            html.element("p", ["class": "signature"]) { html in
                html.element("a", ["href": "?op=\(PercentEncoding.encode(operation.name))"], operation.name)
                let names = operation.parameters.map(\.name).joined(separator: ", ")
                let result = if case .void = operation.resultType { "" } else { " → \(operation.resultType.elementName)" }
                html.element("span", "(\(names))\(result)")
            }
            html.element("p", ["class": "summary"]) { Prose(operation.documentation).firstSentence.write(into: &$0) }
            let tags = operation.tags(of: service)
            guard !tags.isEmpty else { return }
            html.element("p", ["class": "tags"]) { html in
                for tag in tags { html.tag(tag) }
            }
        }
    }

    private func matches(_ operation: Operation<Host.Call>) -> Bool {
        if filter.isEmpty { return true }
        guard filter.utf8.count <= Self.filterBytes else { return false }
        return Array(Self.words(of: operation).utf8).firstRange(of: Array(ASCII.lowercased(filter).utf8)) != nil
    }

    /// The longest filter that is searched for, in bytes: longer than any name. Nothing matches a longer one.
    private static var filterBytes: Int { 100 }

    /// Returns the text that the filter searches.
    private static func words(of operation: Operation<Host.Call>) -> String {
        ASCII.lowercased(([operation.name] + operation.parameters.map(\.name) + [operation.documentation]).joined(separator: " "))
    }
}

extension Operation {
    /// Returns short labels for what a caller needs and gets.
    fileprivate func tags(of service: Service<Call>) -> [String] {
        var tags: [String] = []
        if let name = service.header?.name {
            switch header {
            case .none: break
            case .response: tags.append("gives \(name)")
            case .both: tags.append("needs \(name)")
            }
        }
        for parameter in parameters.prefix(leadingCount) { tags.append("needs \(parameter.name)") }
        if let resultFills { tags.append("gives \(resultFills)") }
        if let privilege { tags.append("\(privilege.rawValue) privilege") }
        return tags
    }
}

/// The name of the filter in the query of a service page.
let servicePageFilter = "filter"

extension ServiceHost {
    /// Returns the ways to call an operation, with sample messages for the address of the page.
    func exchanges(of operation: Operation<Call>, _ request: HTTPRequest, in context: Context) -> [SampleExchange] {
        let page = PageAddress(of: request)
        return service(in: context).samples(
            of: operation, settings(in: context), at: page, further: furtherSamples(of: operation, at: page, in: context))
    }
}
