import Calls
import HTML
import JSON

/// What was looked at in a call, step by step: whether it passed, with the fact that it rests on.
struct CallSteps {
    let desk: Desk
    let entry: JSON

    private enum Result {
        case passed, failed, notReached

        var sign: String {
            switch self {
            case .passed: "✓"
            case .failed: "✕"
            case .notReached: "–"
            }
        }

        var style: String {
            switch self {
            case .passed: "good"
            case .failed: "bad"
            case .notReached: "soft"
            }
        }

        /// The sign in words, for those who do not see it.
        var word: String {
            switch self {
            case .passed: "passed"
            case .failed: "failed"
            case .notReached: "not looked at"
            }
        }
    }

    /// The step at which the call failed. Nil if it did not fail.
    private var failing: CallStep? { entry["reason"]?["step"]?.string.flatMap(CallStep.init(rawValue:)) }

    private func result(of step: CallStep) -> Result {
        guard let failing, let at = CallStep.allCases.firstIndex(of: failing), let own = CallStep.allCases.firstIndex(of: step) else {
            return .passed
        }
        return own < at ? .passed : own == at ? .failed : .notReached
    }

    func write(into html: inout HTMLWriter) {
        html.element("ol", ["class": "steps", "aria-label": "Steps"]) { html in
            for step in CallStep.allCases {
                let result = result(of: step)
                html.element("li") { html in
                    html.element("span", ["class": "sign \(result.style)", "aria-hidden": "true"], result.sign)
                    html.element("span", ["class": "name"]) { html in
                        html.text(step.rawValue)
                        html.element("span", ["class": "unseen"], " \(result.word)")
                    }
                    html.element("span", ["class": "fact"]) { html in
                        switch result {
                        case .notReached: html.element("span", ["class": "soft"], "not looked at")
                        case .failed: writeFailure(at: step, into: &html)
                        case .passed: writeFact(of: step, into: &html)
                        }
                    }
                }
            }
        }
    }

    private func writeFailure(at step: CallStep, into html: inout HTMLWriter) {
        html.text((entry["reason"]?.text("text") ?? "").asSentence + " ")
        writeFact(of: step, into: &html)
    }

    private func writeFact(of step: CallStep, into html: inout HTMLWriter) {
        switch step {
        case .route:
            let path = entry["request"].map { "\($0.text("method")) \($0.text("path"))" } ?? ""
            if !path.isEmpty { html.element("code", path) }
            html.text("\(path.isEmpty ? "" : ", ")site \(entry.text("site"))")
        case .action: writeOperation(into: &html)
        case .token: writeSession(into: &html)
        case .caller:
            let caller = entry["caller"] ?? .null
            if let account = caller["account"] {
                AccountLink(desk: desk, account: account).write(into: &html)
                html.text(", ")
            }
            html.text([caller.text("address"), caller.text("agent")].filter { !$0.isEmpty }.joined(separator: ", "))
        case .arguments:
            let given = entry.list("arguments").count { $0.text("given") != "missing" }
            html.text(given == 0 ? "None was given." : "\(given) given, see below.")
        case .policy:
            guard let account = entry["account"] else { return html.text("It is about no account.") }
            AccountLink(desk: desk, account: account).write(into: &html)
        case .store:
            let changes = entry.list("changes").count
            html.text(changes == 0 ? "Nothing was changed." : changes == 1 ? "One change." : "\(changes) changes.")
        }
    }

    private func writeOperation(into html: inout HTMLWriter) {
        let operation = entry.text("operation")
        guard !operation.isEmpty else { return html.text("No operation was found.") }
        html.text("\(entry.text("service")) ")
        if let help = desk.helpLink(to: operation, at: entry["request"]?.text("path") ?? "") {
            html.element("a", ["href": help], operation)
        } else {
            html.text(operation)
        }
        html.text(", by \(entry.text("binding"))")
        if !entry.text("action").isEmpty { html.element("span", ["class": "tag"], entry.text("action").replacing("_", with: " ")) }
    }

    private func writeSession(into html: inout HTMLWriter) {
        guard let session = entry["caller"]?["session"]?.shown else { return html.text("None was needed, or none was sent.") }
        html.element("a", ["href": desk.link("/requests", [("q", "session:\(session)")])], "session \(session)")
        html.text(" and its calls")
    }
}

/// A link to the page of an account, with the names that an entry gives it.
struct AccountLink {
    let desk: Desk
    let account: JSON

    func write(into html: inout HTMLWriter) {
        let names = (account.members ?? []).filter { $0.name != "id" }.map { "\($0.name) \($0.value.shown)" }
        html.element(
            "a", ["href": desk.link("/accounts/\(account.text("id"))")],
            names.isEmpty ? "account \(account.text("id"))" : names.joined(separator: ", "))
    }
}

extension String {
    /// The text with a capital letter at its beginning and a point at its end.
    var asSentence: String { isEmpty ? "" : prefix(1).uppercased() + dropFirst() + (hasSuffix(".") || hasSuffix("!") ? "" : ".") }
}
