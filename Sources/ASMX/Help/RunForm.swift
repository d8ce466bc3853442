import HTML
import Operations

/// The form that runs an operation and shows the answer. The script fills in the blanks of one of the page's sample
/// requests and sends it. So the form works for every way to call the operation that the page shows.
struct RunForm<Call> {
    let service: Service<Call>
    let operation: Operation<Call>
    let exchanges: [SampleExchange]
    /// Values of the demo world. Nil in any other.
    var demo: DemoValues?

    private var values: [String: String] { demo?.values(of: operation.facts) ?? [:] }

    func write(into html: inout HTMLWriter) {
        html.element("noscript") { html in
            html.element("p", ["class": "note"], "Running an operation needs JavaScript. Everything else on this page works without it.")
        }
        html.element("div", ["class": "run", "id": "runner", "hidden": ""]) { html in
            html.element(
                "form",
                [
                    "id": "run-form", "method": "post", "autocomplete": "off", "data-namespace": service.namespace,
                    "data-header": service.header?.name, "data-result": operation.name + "Result", "data-fills": operation.resultFills,
                ]
            ) { html in
                writeWays(into: &html)
                for (position, parameter) in operation.parameters.enumerated() {
                    write(parameter, isKept: position < operation.leadingCount, into: &html)
                }
                writeHeaderFields(into: &html)
                html.element("p", ["class": "actions"]) { html in
                    html.element("button", ["type": "submit", "class": "button primary", "id": "run-button"], "Run \(operation.name)")
                }
            }
            writeAnswer(into: &html)
        }
    }

    private func writeWays(into html: inout HTMLWriter) {
        html.element("div", ["class": "field"]) { html in
            html.element("label", ["for": "way"], "Send as")
            html.element("select", ["id": "way"]) { html in
                for (number, exchange) in exchanges.enumerated() {
                    html.element("option", ["value": ExchangeView.requestID(number)], exchange.title)
                }
            }
        }
    }

    private func write(_ parameter: ParameterDescription, isKept: Bool, into html: inout HTMLWriter) {
        if case .complex(let type) = parameter.type { return write(type, at: [parameter.name], into: &html) }
        let id = "parameter-\(parameter.name)"
        html.element("div", ["class": "field"]) { html in
            html.element("label", ["for": id]) { html in
                html.element("code", parameter.name)
                html.text(" ")
                html.element("span", ["class": "type"], parameter.type.elementName)
            }
            switch parameter.type {
            case .boolean:
                html.element("select", ["id": id, "name": parameter.name]) { html in
                    for value in ["false", "true"] { html.element("option", value) }
                }
            case .xml:
                html.element(
                    "textarea", ["id": id, "name": parameter.name, "rows": "6", "spellcheck": "false"], values[parameter.name] ?? "")
            default:
                let isNumber = if case .int = parameter.type { true } else { false }
                writeInput(
                    id: id, name: parameter.name, word: parameter.name, isSecret: parameter.isSecret, isNumber: isNumber, isKept: isKept,
                    value: values[parameter.name], into: &html)
            }
            if isKept { html.element("p", ["class": "hint", "id": "\(id)-hint"], Self.keeping) }
        }
    }

    /// Writes a field for each element of a complex value. Empty fields are sent as empty elements.
    private func write(_ type: ComplexType, at path: [String], into html: inout HTMLWriter) {
        html.element("fieldset", ["class": "parts"]) { html in
            html.element("legend") { $0.element("code", path.last ?? type.name) }
            for element in type.elements {
                let path = path + [element.name]
                if case .complex(let inner) = element.type {
                    write(inner, at: path, into: &html)
                    continue
                }
                let id = "part-" + path.joined(separator: "-")
                html.element("div", ["class": "field"]) { html in
                    html.element("label", ["for": id]) { html in
                        html.element("code", element.name)
                        html.text(" ")
                        html.element("span", ["class": "type"], element.type.word)
                    }
                    writeInput(
                        id: id, name: SampleBlank.key(ofPart: path), word: element.name, isSecret: element.isWriteOnly, isNumber: false,
                        isKept: false, into: &html)
                }
            }
        }
    }

    /// Writes the fields of the header block, if some request has a blank for them.
    private func writeHeaderFields(into html: inout HTMLWriter) {
        guard let header = service.header else { return }
        let fields = exchanges.reduce(into: Set<String>()) { $0.formUnion(SampleBlank.fields(of: $1.request)) }
        for (number, field) in header.fields.enumerated() {
            let key = SampleBlank.key(ofHeaderField: field, of: header)
            guard fields.contains(key) else { continue }
            let id = "header-\(number)"
            html.element("div", ["class": "field"]) { html in
                html.element("label", ["for": id]) { html in
                    html.element("code", field)
                    html.text(" ")
                    html.element("span", ["class": "type"], "of \(header.name)")
                }
                writeInput(id: id, name: key, word: field, isSecret: true, isNumber: false, isKept: true, value: demo?.token, into: &html)
                html.element("p", ["class": "hint", "id": "\(id)-hint"], Self.keeping)
            }
        }
    }

    private static var keeping: String { "Filled in from the last answer that had one, until you close this tab." }

    private func writeInput(
        id: String, name: String, word: String, isSecret: Bool, isNumber: Bool, isKept: Bool, value: String? = nil,
        into html: inout HTMLWriter
    ) {
        html.element("div", ["class": "input"]) { html in
            html.void(
                "input",
                [
                    "id": id, "name": name, "type": isSecret ? "password" : "text", "inputmode": isNumber ? "numeric" : nil,
                    "value": value,
                    "autocomplete": "off", "autocapitalize": "off", "spellcheck": "false", "aria-describedby": isKept ? "\(id)-hint" : nil,
                    "data-kept": isKept ? "" : nil,
                ])
            if isSecret {
                html.element("button", ["type": "button", "class": "show", "data-show": id]) { $0.label("Show", word) }
            }
        }
    }

    private func writeAnswer(into html: inout HTMLWriter) {
        html.element("div", ["class": "answer", "role": "region", "aria-labelledby": "answer-title"]) { html in
            html.element("h3", ["id": "answer-title", "tabindex": "-1"], "Answer")
            html.element("p", ["id": "answer-status", "role": "status"], "The answer will be shown here.")
            html.element("div", ["id": "answer-parts", "hidden": ""]) { html in
                html.element("p", ["class": "note", "id": "answer-note", "hidden": ""], "")
                html.element("details") { html in
                    html.element("summary", "Header fields")
                    html.element("pre", ["id": "answer-fields"], "")
                }
                html.element("figure") { html in
                    html.element("figcaption") { html in
                        html.element("span", "Body")
                        html.copyButton(of: "answer-body", what: "the answer’s body")
                    }
                    html.element("pre", ["id": "answer-body", "tabindex": "0", "role": "region", "aria-label": "Body of the answer"], "")
                }
            }
        }
    }
}
