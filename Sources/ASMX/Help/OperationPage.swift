import HTML
import HTTP
import Operations

/// The page of an operation: its description, parameters and result, a form that runs it, and its messages.
struct OperationPage<Host: ServiceHost>: HelpPage {
    let host: Host
    let operation: Operation<Host.Call>
    let request: HTTPRequest
    let context: Host.Context

    private var service: Service<Host.Call> { host.service(in: context) }
    var serviceName: String { service.name }
    var subject: String? { operation.name }

    func writeContent(into html: inout HTMLWriter) {
        html.element("h1") { $0.identifier(operation.name) }
        html.element("p", ["class": "lead"]) { Prose(operation.documentation).write(into: &$0) }
        html.newLine()
        html.element("dl", ["class": "facts"]) { writeFacts(into: &$0) }
        html.section("parameters", "Parameters") { writeParameters(into: &$0) }
        html.section("result", "Result") { writeResult(into: &$0) }
        let exchanges = host.exchanges(of: operation, request, in: context)
        html.section("run", "Try it") { html in
            RunForm(service: service, operation: operation, exchanges: exchanges, demo: host.settings(in: context).demo)
                .write(into: &html)
        }
        html.section("messages", "Messages") { html in
            html.element("p", ["class": "note"]) { html in
                html.text("Words like ")
                html.element("span", ["class": "blank"], "string")
                html.text(" are placeholders for values.")
            }
            for (number, exchange) in exchanges.enumerated() {
                ExchangeView(exchange: exchange, number: number, scheme: request.url.hasPrefix("https:") ? "https" : "http").write(
                    into: &html)
            }
        }
    }

    private func writeFacts(into html: inout HTMLWriter) {
        html.fact("SOAPAction") { html in
            html.element("code", ["id": "action"], service.action(of: operation))
            html.copyButton(of: "action", what: "the SOAPAction")
        }
        if let header = service.header {
            html.fact("Header block") { html in
                switch operation.header {
                case .none: html.text("none, neither in the request nor in the answer")
                case .response:
                    html.element("code", header.name)
                    html.text(" in the answer. ")
                    Prose(header.documentation).write(into: &html)
                case .both:
                    html.element("code", header.name)
                    html.text(" in the request and in the answer. ")
                    Prose(header.documentation).write(into: &html)
                }
            }
        }
        if let privilege = operation.privilege {
            html.fact("Privilege") { $0.text("The caller needs the \(privilege.rawValue) privilege.") }
        }
    }

    private func writeParameters(into html: inout HTMLWriter) {
        guard !operation.parameters.isEmpty else {
            html.element("p", "This operation has no parameters.")
            return
        }
        html.element("table") { html in
            html.columns(["Name", "Type", "Description"])
            html.element("tbody") { html in
                for parameter in operation.parameters {
                    html.newLine()
                    html.element("tr") { html in
                        html.parameterName(parameter.name, isRequired: parameter.isRequired, isSecret: parameter.isSecret)
                        html.element("td") { $0.element("code", parameter.type.elementName) }
                        html.element("td") { html in
                            Prose(parameter.documentation).write(into: &html)
                            writeElements(of: parameter.type, into: &html)
                        }
                    }
                }
            }
        }
    }

    private func writeResult(into html: inout HTMLWriter) {
        if case .void = operation.resultType {
            html.element("p", "This operation has no result.")
            return
        }
        html.element("p") { html in
            html.element("code", operation.resultType.elementName)
            if operation.isResultSecret { html.tag("secret") }
            html.text(" ")
            Prose(operation.resultDocumentation).write(into: &html)
        }
        if let parameter = operation.resultFills {
            html.element("p") { html in
                html.text("Other operations take it as ")
                html.element("code", parameter)
                html.text(".")
            }
        }
        writeElements(of: operation.resultType, into: &html)
    }

    private func writeElements(of type: SchemaType, into html: inout HTMLWriter) {
        guard case .complex(let type) = type else { return }
        html.element("details", ["class": "elements"]) { html in
            html.element("summary") { html in
                html.text("Elements of ")
                html.element("code", type.name)
            }
            ComplexTypeView(type: type).write(into: &html)
        }
    }
}

/// Writes the elements of a complex type as nested lists.
struct ComplexTypeView {
    let type: ComplexType

    func write(into html: inout HTMLWriter) {
        html.element("ul") { html in
            for element in type.elements {
                html.element("li") { html in
                    html.element("code", element.name)
                    switch element.type {
                    case .text: html.element("span", element.type.word)
                    case .simple(let type):
                        html.element("span", element.type.word + (type.maximumLength.map { ", at most \($0) characters" } ?? ""))
                    case .complex(let inner): ComplexTypeView(type: inner).write(into: &html)
                    }
                }
            }
        }
    }
}
