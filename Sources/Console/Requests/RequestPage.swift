import ASMX
import HTML
import HTTP
import JSON

/// One call: why it was answered as it was, its messages, how it differs from a good one, and forms to use it elsewhere.
struct RequestPage {
    /// The parts of the page, each at an address of its own.
    enum Tab: String, CaseIterable {
        case why
        case messages
        case compare
        case changes
        case copy

        var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
    }

    private let desk: Desk
    private let entry: JSON
    private let list: RequestList
    private let tab: Tab

    init(_ desk: Desk, id: String) throws(DeskError) {
        self.desk = desk
        entry = try desk.value("/api/requests/\(PercentEncoding.encode(id))")
        list = RequestList(desk, current: id)
        tab = desk.query["tab"].flatMap(Tab.init(rawValue:)) ?? .why
    }

    var page: Page {
        let isNamed = entry["operation"] != nil || entry["page"] != nil
        let name = isNamed ? RequestRow.name(entry) : "Call \(entry.text("id"))"
        return Page(section: .requests, title: name, isWide: true) { html in
            html.element("div", ["class": "sides open"]) { html in
                html.element("div", ["class": "list"]) { list.write(into: &$0) }
                html.element("article", ["class": "detail", "data-id": entry.text("id")]) { writeCall(named: name, into: &$0) }
            }
        }
    }

    private func writeCall(named name: String, into html: inout HTMLWriter) {
        let (sign, word, style) = RequestRow.outcome(entry)
        html.element("p", ["class": "up"]) { html in
            html.element("a", ["id": "up", "href": desk.link("/requests", filter)], "‹ Requests")
            writeNeighbours(into: &html)
        }
        html.element("h1") { $0.identifier(name) }
        let facts = [
            "#\(entry.text("id"))", entry.text("system"), entry.text("service"), entry.text("binding"),
            entry["ms"].map { "\($0.shown) ms" } ?? "",
            MomentView.long(entry.text("at")),
        ]
        html.element("p", ["class": "note"], facts.filter { !$0.isEmpty }.joined(separator: " · "))
        html.element("p", ["class": "verdict \(style)"]) { html in
            html.element("span", ["aria-hidden": "true"], sign)
            html.text(" \(sentence) ")
            html.element("code", word)
        }
        html.element("nav", ["class": "tabs", "aria-label": "Parts"]) { html in
            for each in Tab.allCases {
                let link = desk.link("/requests/\(entry.text("id"))", filter + (each == .why ? [] : [("tab", each.rawValue)]))
                let id = each == .copy ? "tab-copy" : nil
                html.element("a", ["id": id, "href": link, "aria-current": each == tab ? "page" : nil], each.title)
            }
        }
        switch tab {
        case .why: CallExplanation(desk: desk, entry: entry).write(into: &html)
        case .messages: CallMessages(entry: entry).write(into: &html)
        case .compare: CallComparison(desk, entry).write(into: &html)
        case .changes: CallChanges(desk: desk, entry: entry).write(into: &html)
        case .copy: CallSnippets(desk, entry).write(into: &html)
        }
    }

    /// Writes links to the calls above and below in the list, in the same tab.
    private func writeNeighbours(into html: inout HTMLWriter) {
        let more = filter + (tab == .why ? [] : [("tab", tab.rawValue)])
        html.element("span", ["class": "neighbours"]) { html in
            for (id, sign, label) in [(list.neighbours.newer, "↑", "Newer call"), (list.neighbours.older, "↓", "Older call")] {
                guard let id else { continue }
                html.element("a", ["href": desk.link("/requests/\(id)", more), "aria-label": label, "title": label], sign)
            }
        }
    }

    /// The filter of the list beside it.
    private var filter: [(name: String, value: String)] {
        desk.query.fields.filter { ["q", "after", "before"].contains($0.name) && !$0.value.isEmpty }.map { ($0.name, $0.value) }
    }

    /// The outcome in one sentence.
    private var sentence: String {
        if let reason = entry["reason"]?.text("text"), !reason.isEmpty { return reason.asSentence }
        return switch entry.text("outcome") {
        case "ok": "It was done."
        case "negative": "The system answered no."
        default: entry.text("text").isEmpty ? "It was not done." : entry.text("text")
        }
    }
}
