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
            CopyBlock(title: "\(pair.text("name")).request.http", text: pair.text("request")).write(into: &html)
            CopyBlock(title: "\(pair.text("name")).response.http", text: pair.text("response")).write(into: &html)
        } else {
            html.element("p", ["class": "nothing"], "Messages are not kept, so there is no more. Start the server with --journal messages.")
        }
    }

    private var assertion: CallAssertion { CallAssertion(entry: entry, site: desk.site) }
}

/// An assertion that a call like this one comes.
struct CallAssertion {
    let entry: JSON
    let site: String

    /// What the call is recognised by.
    private var match: [(name: String, value: String)] {
        var match = [(name: "operation", value: "\(entry.text("system")).\(entry.text("operation"))")]
        if let identity = entry["account"]?.members?.first(where: { $0.name != "id" }) {
            match.append(("account", "\(identity.name):\(identity.value.shown)"))
        }
        if let reason = entry["reason"]?.text("code"), !reason.isEmpty {
            match.append(("reason", reason))
        } else {
            match.append(("outcome", entry.text("outcome")))
        }
        return match
    }

    /// The body for `POST /api/requests/verify`.
    var json: String {
        let site = site == "default" ? [] : [JSON.Member("site", .string(site))]
        let match = JSON.Member("match", .object(match.map { .init($0.name, .string($0.value)) }))
        return JSON.object(site + [match, .init("times", .number(1)), .init("within", .string("2s"))]).pretty
    }

    /// A command with `understudy expect`.
    var shell: String {
        (["understudy expect"] + (site == "default" ? [] : ["--site \(site)"])
            + match.map { "--\($0.name) \(CurlCommand.quoted($0.value))" } + [
                "--times 1 --within 2s"
            ])
            .joined(separator: " \\\n  ")
    }

    /// A line of a test in Python.
    var python: String {
        """
        import json, urllib.request

        def verify(admin):
            body = json.dumps(\(json.replacing("\n", with: "\n    "))).encode()
            request = urllib.request.Request(admin + "/api/requests/verify", body, {"Content-Type": "application/json"})
            urllib.request.urlopen(request)  # raises with the reason if it does not hold
        """
    }
}
