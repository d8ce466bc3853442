import HTML
import HTTP
import JSON

/// The tab Compare: how a call differs from the last one before it that worked, from the sample of its operation, or from another call.
struct CallComparison {
    private let desk: Desk
    private let entry: JSON
    private let other: Other?
    private let choice: Choice

    /// What a call is compared with, as the query says it in `with`.
    private enum Choice {
        /// The last good call of the operation, of the same caller if there is one.
        case lastGood
        /// The sample that the operation's help page shows.
        case sample
        case call(String)

        init(_ text: String) {
            switch text {
            case "": self = .lastGood
            case Self.sampleWord: self = .sample
            default: self = .call(text)
            }
        }

        static let sampleWord = "sample"
    }

    /// The other side.
    private enum Other {
        case entry(JSON)
        case sample(title: String, request: MessageText, response: MessageText?)
    }

    /// Finds what the query wants the call to be compared with.
    init(_ desk: Desk, _ entry: JSON) {
        self.desk = desk
        self.entry = entry
        choice = Choice(desk.query["with"] ?? "")
        switch choice {
        case .lastGood: other = Self.lastGood(desk, entry).map { .entry($0) }
        case .call(let id): other = (try? desk.value("/api/requests/\(PercentEncoding.encode(id))")).map { .entry($0) }
        case .sample:
            other = (try? desk.value("/api/requests/\(entry.text("id"))/sample")).map { sample in
                let response = sample["response"]?.string.map(MessageText.init(sample:))
                return .sample(title: sample.text("title"), request: MessageText(sample: sample.text("request")), response: response)
            }
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
        writeKinds(into: &html)
        guard entry["request"]?["headers"] != nil else { return html.element("p", ["class": "nothing"], CallMessages.notKept) }
        switch other {
        case nil: html.element("p", ["class": "nothing"], nothing)
        case .entry(let other):
            html.element("p", ["class": "note"]) { html in
                html.text("Compared with ")
                html.element("a", ["href": desk.link("/requests/\(other.text("id"))")], "#\(other.text("id"))")
                if case .lastGood = choice { html.text(", the last good call of this operation") }
                html.text(". Lines with − are of that one, lines with + of this one.")
            }
            writeExtent(into: &html)
            let sides = [
                ("Request", MessageText(request: other), MessageText(request: entry)),
                ("Answer", MessageText(response: other), MessageText(response: entry)),
            ]
            for (title, old, new) in sides { write(title, ComparedMessage(old).lines, ComparedMessage(new).lines, into: &html) }
        case .sample(let title, let request, let response):
            html.element("p", ["class": "note"]) { html in
                html.text("Compared with the operation’s sample for \(title), with any values. ")
                html.text("Lines with − are of the sample, lines with + of this call.")
            }
            writeExtent(into: &html)
            writeSample("Request", request, MessageText(request: entry), into: &html)
            if let response { writeSample("Answer", response, MessageText(response: entry), into: &html) }
        }
    }

    /// Why there is nothing to compare with.
    private var nothing: String {
        switch choice {
        case .lastGood: "No good call of this operation came before."
        case .sample: "There is no sample of such calls."
        case .call: "There is no such call any more."
        }
    }

    /// Writes links to what the call can be compared with, and a form for any other call.
    private func writeKinds(into html: inout HTMLWriter) {
        let fields = desk.query.fields.filter { !["site", "with", "notice"].contains($0.name) }.map { ($0.name, $0.value) }
        html.element("p", ["class": "quick"]) { html in
            for (label, value) in [("Last good call", ""), ("Sample", Choice.sampleWord)] {
                let link = desk.link(desk.request.path, fields + (value.isEmpty ? [] : [("with", value)]))
                html.element("a", ["href": link, "aria-current": (desk.query["with"] ?? "") == value ? "true" : nil], label)
            }
        }
        writeOther(into: &html)
    }

    /// Whether equal lines are shown too.
    private var isWhole: Bool { desk.query["whole"] != nil }

    private func writeExtent(into html: inout HTMLWriter) {
        let fields = desk.query.fields.filter { !["site", "whole", "notice"].contains($0.name) }.map { ($0.name, $0.value) }
        html.element("p", ["class": "quick"]) { html in
            for (label, more) in [("Differences", []), ("Whole messages", [("whole", "yes")])] {
                html.element(
                    "a",
                    ["href": desk.link(desk.request.path, fields + more), "aria-current": more.isEmpty == isWhole ? nil : "true"], label)
            }
            WrapChoice.write(into: &html)
        }
    }

    /// The number of the chosen call. Empty if none is chosen.
    private var chosen: String { if case .call(let id) = choice { id } else { "" } }

    /// Writes a form that compares with any other call.
    private func writeOther(into html: inout HTMLWriter) {
        html.element("form", ["method": "get", "action": desk.request.path, "class": "line"]) { html in
            for field in desk.query.fields where !["with", "notice"].contains(field.name) {
                html.void("input", ["type": "hidden", "name": field.name, "value": field.value])
            }
            html.field("Compare with call", id: "with", name: "with", value: chosen, hint: "its number")
            html.element("button", ["class": "button"], "Compare")
        }
    }

    /// The header fields by which a call and a sample differ in what they mean.
    private static let fieldsOfSamples = ["content-type", "soapaction"]

    private func writeSample(_ title: String, _ sample: MessageText, _ call: MessageText, into html: inout HTMLWriter) {
        let lines = ComparedMessage(call, onlyFields: Self.fieldsOfSamples).lines
        let wanted = ComparedMessage(sample, onlyFields: Self.fieldsOfSamples).lines
        write(title, ComparedMessage.filled(wanted, from: lines), lines, into: &html)
    }

    private func write(_ title: String, _ old: [String], _ new: [String], into html: inout HTMLWriter) {
        html.element("h2", title)
        guard let lines = LineDifference(old, new).lines else {
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
}
