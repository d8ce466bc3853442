import ASMX
import JSON

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
