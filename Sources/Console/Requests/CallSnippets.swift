import ASMX
import HTML
import HTTP
import JSON

/// The tab Copy: a call as a command, as code, as a sample pair, and as an assertion. Secrets are names of variables.
struct CallSnippets {
    private let desk: Desk
    private let entry: JSON
    private let pair: JSON?

    init(_ desk: Desk, _ entry: JSON) {
        self.desk = desk
        self.entry = entry
        pair = try? desk.value("/api/requests/\(entry.text("id"))/pair")
    }

    func write(into html: inout HTMLWriter) {
        html.element("p", ["class": "note"], "Secrets are variables such as $PASSWORD. Set them before you run a command.")
        writeRule(into: &html)
        CopyBlock(title: "Link", text: desk.absolute(desk.link("/requests/\(entry.text("id"))"))).write(into: &html)
        CopyBlock(title: "Assertion for the shell", text: assertion.shell).write(into: &html)
        CopyBlock(title: "Assertion for pytest", text: assertion.python).write(into: &html)
        CopyBlock(title: "Assertion for the API", text: assertion.json).write(into: &html)
        if let pair {
            CopyBlock(
                title: "curl", text: MaskedSecrets.shell(CurlCommand(MaskedSecrets.marked(pair.text("request")), scheme: "http").text)
            )
            .write(into: &html)
            if let call = SOAPCall(entry) {
                CopyBlock(title: "Python with zeep", text: call.zeep).write(into: &html)
                CopyBlock(title: "PHP", text: call.php).write(into: &html)
            }
            CopyBlock(title: "Request and answer", text: "\(pair.text("request"))\n\n\(pair.text("response"))").write(into: &html)
            CopyBlock(title: "\(pair.text("name")).request.http", text: pair.text("request")).write(into: &html)
            CopyBlock(title: "\(pair.text("name")).response.http", text: pair.text("response")).write(into: &html)
        } else {
            html.element("p", ["class": "nothing"], "Messages are not kept, so there is no more. Start the server with --journal messages.")
        }
    }

    /// Writes a fault rule for calls like this one, and a link to the form that tries and adds it.
    private func writeRule(into html: inout HTMLWriter) {
        guard !entry.text("operation").isEmpty, entry.text("system") != "backstage" else { return }
        let rule = CallRule(entry: entry, site: desk.site).text
        CopyBlock(title: "Fault rule for such calls", text: rule).write(into: &html)
        html.element("p") { html in
            html.element("a", ["class": "button", "href": desk.link("/faults", [("rule", rule)]) + "#write"], "Make it a fault rule…")
        }
    }

    private var assertion: CallAssertion { CallAssertion(entry: entry, site: desk.site) }
}
