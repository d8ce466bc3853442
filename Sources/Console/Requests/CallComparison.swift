import HTML
import HTTP
import JSON

/// The tab Compare: how a call differs from the last one before it that worked, or from another one.
struct CallComparison {
    private let desk: Desk
    private let entry: JSON
    private let other: JSON?
    private let isChosen: Bool

    /// Finds the call to compare with: the one that the query names with `with`, or the last good one of the same operation, of the same
    /// caller if there is one.
    init(_ desk: Desk, _ entry: JSON) {
        self.desk = desk
        self.entry = entry
        if let chosen = desk.query["with"], !chosen.isEmpty {
            isChosen = true
            other = try? desk.value("/api/requests/\(PercentEncoding.encode(chosen))")
        } else {
            isChosen = false
            other = Self.lastGood(desk, entry)
        }
    }

    private static func lastGood(_ desk: Desk, _ entry: JSON) -> JSON? {
        let operation = [entry.text("system"), entry.text("service"), entry.text("operation")].joined(separator: ".")
        guard !entry.text("operation").isEmpty else { return nil }
        let filter = [
            ("site", desk.site), ("operation", operation), ("outcome", "ok"), ("before", entry.text("id")), ("order", "newest"),
            ("limit", "1"),
        ]
        let caller = entry["caller"]?["account"].map { [("caller", $0.text("id"))] } ?? []
        for more in caller.isEmpty ? [[]] : [caller, []] {
            guard let found = (try? desk.value("/api/requests", filter + more))?.list("requests").first else { continue }
            return try? desk.value("/api/requests/\(found.text("id"))")
        }
        return nil
    }

    func write(into html: inout HTMLWriter) {
        guard let other else {
            html.element(
                "p", ["class": "nothing"], isChosen ? "There is no such call any more." : "No good call of this operation came before.")
            return writeOther(into: &html)
        }
        html.element("p", ["class": "note"]) { html in
            html.text("Compared with ")
            html.element("a", ["href": desk.link("/requests/\(other.text("id"))")], "#\(other.text("id"))")
            html.text(isChosen ? "." : ", the last good call of this operation.")
            html.text(" Lines with − are of that one, lines with + of this one.")
        }
        writeChoices(into: &html)
        write("Request", MessageText(request: other), MessageText(request: entry), into: &html)
        write("Answer", MessageText(response: other), MessageText(response: entry), into: &html)
    }

    /// Whether equal lines are shown too.
    private var isWhole: Bool { desk.query["whole"] != nil }

    private func writeChoices(into html: inout HTMLWriter) {
        let fields = desk.query.fields.filter { !["site", "whole", "notice"].contains($0.name) }.map { ($0.name, $0.value) }
        html.element("p", ["class": "quick"]) { html in
            for (label, more) in [("Differences", []), ("Whole messages", [("whole", "yes")])] {
                html.element(
                    "a",
                    ["href": desk.link(desk.request.path, fields + more), "aria-current": more.isEmpty == isWhole ? nil : "true"], label)
            }
            WrapChoice.write(into: &html)
        }
        writeOther(into: &html)
    }

    /// Writes a form that compares with any other call.
    private func writeOther(into html: inout HTMLWriter) {
        html.element("form", ["method": "get", "action": desk.request.path, "class": "line"]) { html in
            for field in desk.query.fields where !["with", "notice"].contains(field.name) {
                html.void("input", ["type": "hidden", "name": field.name, "value": field.value])
            }
            html.field("Compare with call", id: "with", name: "with", value: desk.query["with"] ?? "", hint: "its number")
            html.element("button", ["class": "button"], "Compare")
        }
    }

    private func write(_ title: String, _ old: MessageText, _ new: MessageText, into html: inout HTMLWriter) {
        html.element("h2", title)
        let difference = LineDifference(Self.text(of: old), Self.text(of: new))
        guard let lines = difference.lines else {
            return html.element("p", ["class": "nothing"], "The messages have more than \(LineDifference.limit) lines.")
        }
        guard lines.contains(where: { if case .both = $0 { false } else { true } }) else {
            return html.element("p", ["class": "nothing"], "No difference.")
        }
        html.element("pre", ["class": "difference", "tabindex": "0", "aria-label": "\(title): differences"]) { html in
            for line in isWhole ? lines : LineDifference.shortened(lines) {
                switch line {
                case .left(let count): html.element("span", ["class": "soft"], "  … \(count) equal lines\n")
                case .both(let text): html.element("span", "  \(text)\n")
                case .onlyFirst(let text): html.element("del", "− \(text)\n")
                case .onlySecond(let text): html.element("ins", "+ \(text)\n")
                }
            }
        }
    }

    /// Returns what is compared: the message in lines, without what differs in every call.
    private static func text(of message: MessageText) -> String {
        let fields = message.fields.filter { !["content-length", "date"].contains($0.name.lowercased()) }
        return ([message.firstLine] + fields.map { "\($0.name): \($0.value)" } + ["", message.pretty]).joined(separator: "\n")
    }
}
