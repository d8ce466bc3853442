import HTML

/// A sample request with its answer, side by side if there is room.
struct ExchangeView {
    let exchange: SampleExchange
    /// The position on the page, counted from 0.
    let number: Int
    /// The scheme of the page's own address.
    let scheme: String

    /// Returns the id of a request's text. The script reads what to send from there.
    static func requestID(_ number: Int) -> String { "request-\(number)" }

    func write(into html: inout HTMLWriter) {
        html.newLine()
        html.element("details", ["class": "exchange", "open": number == 0 ? "" : nil]) { html in
            html.element("summary") { $0.element("h3", exchange.title) }
            if let note = exchange.note {
                html.element("p", ["class": "note"]) { Prose(note).write(into: &$0) }
            }
            html.element("div", ["class": "pair"]) { html in
                write("Request", exchange.request, id: Self.requestID(number), into: &html)
                write("Response", exchange.response, id: "response-\(number)", into: &html)
            }
            // A reader without scripts selects the text. The button is shown by the script.
            html.element("details", ["class": "curl"]) { html in
                html.element("summary", "As a curl command")
                let command = CurlCommand(exchange.request, scheme: scheme).text
                write("curl", command, id: "curl-\(number)", areBlanksFilled: false, into: &html)
            }
        }
    }

    private func write(
        _ caption: String, _ message: String, id: String, areBlanksFilled: Bool = true, into html: inout HTMLWriter
    ) {
        html.element("figure") { html in
            html.element("figcaption") { html in
                html.element("span", caption)
                html.copyButton(of: id, what: "the \(exchange.title) \(caption == "curl" ? "curl command" : caption.lowercased())")
            }
            html.element("pre", ["id": id]) { html in
                for piece in SampleBlank.pieces(of: message) {
                    switch piece {
                    case .text(let text): html.text(text)
                    case .blank(let blank) where !areBlanksFilled:
                        html.element("span", ["class": "blank"], blank.word)
                    case .blank(let blank):
                        html.element(
                            "span",
                            [
                                "class": "blank", "data-field": blank.field,
                                "data-spelling": blank.field == nil ? nil : blank.spelling.rawValue,
                            ], blank.word)
                    }
                }
            }
        }
    }
}
