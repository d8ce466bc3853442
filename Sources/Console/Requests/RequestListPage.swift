import HTML
import HTTP
import JSON

/// The list of calls, newest first.
struct RequestListPage {
    private let desk: Desk
    private let list: RequestList

    init(_ desk: Desk) throws(DeskError) {
        self.desk = desk
        list = RequestList(desk)
    }

    var page: Page {
        // The script asks for the rows alone, and takes them from a page that is just as any other.
        Page(section: .requests, title: "Requests", isWide: true) { html in
            html.element("h1", ["class": "unseen"], "Requests")
            html.element("div", ["class": "sides"]) { html in
                html.element("div", ["class": "list"]) { list.write(into: &$0) }
                html.element("div", ["class": "detail hint"]) { html in
                    html.element(
                        "p", list.isEmpty ? "Calls appear here as they happen." : "Open a call to see why it was answered as it was.")
                }
            }
        }
    }
}

/// The filter and the rows that meet it.
struct RequestList {
    private static let pageSize = 100

    private let desk: Desk
    private let filter: [(name: String, value: String)]
    private let entries: [JSON]
    private let next: String?
    private let flaw: String?
    private let current: String?

    /// Reads the list that the query asks for. A filter that cannot be read is shown with the reason.
    init(_ desk: Desk, current: String? = nil) {
        self.desk = desk
        self.current = current
        filter = Self.filter(of: desk)
        do throws(DeskError) {
            let paging = [("site", desk.site), ("order", "newest"), ("limit", String(Self.pageSize))]
            let value = try desk.value("/api/requests", filter + paging)
            entries = value.list("requests")
            next = value.next
            flaw = nil
        } catch {
            entries = []
            next = nil
            flaw = error.message
        }
    }

    /// Returns the filter that the query of a page has.
    static func filter(of desk: Desk) -> [(name: String, value: String)] {
        let others = ["site", "tab", "with", "whole", "notice"]
        return desk.query.fields.filter { !others.contains($0.name) && !$0.value.isEmpty }.map { ($0.name, $0.value) }
    }

    var isEmpty: Bool { entries.isEmpty }

    /// The calls before and after the current one.
    var neighbours: (newer: String?, older: String?) {
        guard let index = entries.firstIndex(where: { $0.text("id") == current }) else { return (nil, nil) }
        return (index > 0 ? entries[index - 1].text("id") : nil, index + 1 < entries.count ? entries[index + 1].text("id") : nil)
    }

    func write(into html: inout HTMLWriter) {
        writeFilter(into: &html)
        if let flaw { html.element("p", ["class": "flaw", "role": "alert"], flaw) }
        html.element("p", ["class": "arrivals"]) { html in
            html.element("button", ["type": "button", "id": "arrivals", "class": "button small", "hidden": ""], "")
        }
        html.element("p", ["id": "told", "class": "unseen", "aria-live": "polite"], "")
        if entries.isEmpty, flaw == nil { writeNothing(into: &html) }
        html.element("table", ["class": "rows", "hidden": entries.isEmpty ? "" : nil]) { html in
            html.columns(["Time", "Operation", "Account", "Outcome", "Took", "Session"])
            html.element("tbody", ["id": "rows"]) { html in
                for entry in entries {
                    let id = entry.text("id")
                    RequestRow(entry: entry, link: desk.link("/requests/\(id)", filter), isCurrent: id == current).write(into: &html)
                }
            }
        }
        html.more(next.map { desk.link("/requests", filter.filter { $0.name != "before" } + [("before", $0)]) }, "Older")
    }

    private func writeFilter(into html: inout HTMLWriter) {
        let text = filter.filter { $0.name == "q" }.map(\.value).joined(separator: " ")
        html.element("form", ["method": "get", "action": "/requests", "class": "search", "role": "search"]) { html in
            if desk.site != "default" { html.void("input", ["type": "hidden", "name": "site", "value": desk.site]) }
            html.element("label", ["for": "q", "class": "unseen"], "Filter")
            html.void(
                "input",
                [
                    "id": "q", "name": "q", "type": "search", "value": text, "placeholder": "op:ChangePassword is:refused",
                    "autocomplete": "off",
                    "spellcheck": "false", "list": "words",
                ])
            html.element("datalist", ["id": "words"]) { html in
                for word in words { html.void("option", ["value": word]) }
            }
            html.element("button", ["class": "button"], "Filter")
        }
        writeChoices(text, into: &html)
        FilterActions(desk: desk, filter: filter, newest: entries.first?.text("id")).write(into: &html)
    }

    /// Writes links to the filters that are wanted most, with the number of their calls.
    private func writeChoices(_ text: String, into html: inout HTMLWriter) {
        let since = filter.filter { $0.name == "after" }
        html.element("p", ["id": "choices", "class": "quick"]) { html in
            for (label, value) in [("All", ""), ("Refused", "is:refused"), ("No", "is:negative"), ("Injected", "is:injected")] {
                let isOn = text == value && filter.allSatisfy { ["q", "after"].contains($0.name) }
                let choice = (value.isEmpty ? [] : [("q", value)]) + since
                html.element("a", ["href": desk.link("/requests", choice), "aria-current": isOn ? "true" : nil]) { html in
                    html.text(label)
                    // The navigation shows the number of all calls.
                    guard !value.isEmpty else { return }
                    let count = (try? desk.value("/api/requests/count", [("site", desk.site)] + choice))?.text("count")
                    if let count { html.element("span", ["class": "count"], " \(count)") }
                }
            }
            if let first = since.first {
                html.element("a", ["href": desk.link("/requests", filter.filter { $0.name != "after" }), "class": "on"]) { html in
                    html.text("since #\(first.value)")
                    html.element("span", ["class": "unseen"], ", show all again")
                    html.element("span", ["aria-hidden": "true"], " ✕")
                }
            }
        }
    }

    /// What the filter may be: its names, and the values that the entries have.
    private var words: [String] {
        var words: [String] = []
        func add(_ word: String) { if !words.contains(word) { words.append(word) } }
        for outcome in ["ok", "negative", "refused", "malformed", "unknown", "busy", "injected", "failed"] { add("is:\(outcome)") }
        add("page:none")
        for entry in entries.prefix(100) {
            if let page = entry["page"]?.string { add("page:\(page)") }
            if let name = entry["operation"]?.string { add("op:\(name)") }
            if let code = entry["reason"]?.text("code"), !code.isEmpty { add("reason:\(code)") }
            if let system = entry["system"]?.string { add("system:\(system)") }
            if RequestRow.isAborted(entry) { add("state:aborted") }
            if let session = entry["caller"]?["session"]?.shown { add("session:\(session)") }
        }
        return words
    }

    private func writeNothing(into html: inout HTMLWriter) {
        guard filter.isEmpty else { return html.element("p", ["class": "nothing"], "No call meets this filter yet.") }
        html.element("div", ["class": "nothing"]) { html in
            html.element("h2", "Nothing has called yet")
            html.element("p", "Point a client at one of these addresses. The first curl command works as it stands.")
            let services = (try? desk.value("/api/operations"))?.list("services") ?? []
            let root = (try? desk.value("/api/sites/\(desk.site)"))?.text("url") ?? ""
            if let first = services.first(where: { $0.text("address").hasSuffix(".asmx") }) {
                CopyBlock(title: "curl", text: "curl -s '\(root)\(first.text("address"))?WSDL'").write(into: &html)
            }
            html.element("ul", ["class": "plain"]) { html in
                for service in services where !service.text("address").isEmpty {
                    html.element("li") { html in
                        CopyBlock(title: "\(service.text("system")), \(service.text("name"))", text: root + service.text("address"))
                            .write(into: &html)
                    }
                }
            }
        }
    }
}
