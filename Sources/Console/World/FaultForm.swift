import Backstage
import HTML
import HTTP
import JSON

/// The form that adds a fault rule or changes one, with what the rule would have done to the last calls.
struct FaultForm {
    private let desk: Desk
    /// The name of the rule that is changed. Nil for a new one.
    private let edited: String?
    /// The rule as it is written.
    private let text: String
    /// What it would have done. Nil if nobody has asked.
    private let preview: Preview?

    /// Takes the rule that was sent to be tried, the one that the query names with `edit`, the one that it has as `rule`, or an example.
    init(_ desk: Desk) throws(DeskError) {
        self.desk = desk
        edited = desk.query["edit"]
        let sent = desk.request.method == "POST" ? (try? FormFields(urlEncoded: desk.request.body))?["object"] ?? "" : nil
        if let sent {
            text = sent
        } else if let edited {
            text = Self.written(try desk.value("/api/faults/\(PercentEncoding.encode(edited))", [("site", desk.site)]), desk.site)
        } else {
            text = desk.query["rule"] ?? Self.rule(FaultPreset.all[0].rule, of: desk.site)
        }
        preview = sent == nil && edited == nil && desk.query["rule"] == nil ? nil : Preview(desk, text, named: edited)
    }

    /// Returns the text of a rule with the site that it is for.
    static func rule(_ text: String, of site: String) -> String {
        let members = (try? JSON.parse(Array(text.utf8)))?.members ?? []
        return JSON.object((site == "default" ? [] : [.init("site", .string(site))]) + members).pretty
    }

    /// Returns what somebody wrote of a rule that the API shows.
    private static func written(_ rule: JSON, _ site: String) -> String {
        let own = (rule.members ?? []).filter { !["name", "state", "matched", "fired", "left", "last"].contains($0.name) }
        return JSON.object((site == "default" ? [] : [.init("site", .string(site))]) + own).pretty
    }

    func write(into html: inout HTMLWriter) {
        html.element("h2", ["id": "write"], edited.map { "Change the rule \($0)" } ?? "Or write one")
        let form = edited.map { name in
            APIForm(
                method: "PUT", target: "/api/faults/\(PercentEncoding.encode(name))", said: "The rule is changed.",
                back: desk.link("/faults"))
        }
        let here = Link(desk.link("/faults"), edited.map { [("edit", $0)] } ?? []).text
        let adding = APIForm(method: "POST", target: "/api/faults", said: "The rule is added.", back: desk.link("/faults"))
        (form ?? adding).write(into: &html, desk, class: "stack rule") { html in
            html.element("label", ["for": "rule"], "The rule as the API takes it")
            let rows = min(16, max(6, text.split(separator: "\n").count + 1))
            html.element("textarea", ["id": "rule", "name": "object", "rows": String(rows), "spellcheck": "false"], text)
            html.element("p", ["id": "preview", "class": "note", "role": "status"]) { preview?.write(into: &$0, desk) }
            html.element("div", ["class": "buttons"]) { html in
                html.element("button", ["class": "button primary"], edited == nil ? "Add the rule" : "Save the rule")
                html.element("button", ["class": "button", "id": "try", "formaction": here + "#write"], "Preview")
                if edited != nil { html.element("a", ["class": "button", "href": desk.link("/faults")], "Cancel") }
            }
        }
    }
}

extension FaultForm {
    /// What a rule would have done, as the API computes it.
    struct Preview {
        private let value: JSON?
        private let flaw: String?

        /// The greatest number of calls to which it links.
        private static let linked = 8

        init(_ desk: Desk, _ text: String, named name: String?) {
            do throws(DeskError) {
                guard var members = (try? JSON.parse(Array(text.utf8), limits: .ownFile))?.members else {
                    throw DeskError(status: 400, message: "This is not a JSON object yet.")
                }
                if let name { members.append(.init("name", .string(name))) }
                value = try Desk.value(of: desk.api.answer("POST", "/api/requests/preview", .object(members)))
                flaw = nil
            } catch {
                (value, flaw) = (nil, error.message)
            }
        }

        func write(into html: inout HTMLWriter, _ desk: Desk) {
            guard let value else { return html.element("span", ["class": "bad"], flaw ?? "") }
            let (calls, matched, fired) = (value["calls"]?.int ?? 0, value["matched"]?.int ?? 0, value["fired"]?.int ?? 0)
            guard calls > 0 else { return html.text("Nothing has called yet, so there is nothing to try it on.") }
            html.text("It would have matched ")
            html.element("strong", "\(matched)")
            html.text(" of the last \(calls) calls")
            html.text(fired == matched ? "." : ", and applied to \(fired) of them.")
            let numbers = value.list("requests").map(\.shown)
            guard !numbers.isEmpty else { return }
            html.text(numbers.count > Self.linked ? " The newest are" : " See")
            for number in numbers.suffix(Self.linked).reversed() {
                html.text(" ")
                html.element("a", ["href": desk.link("/requests/\(number)")], "#\(number)")
            }
            html.text(".")
        }
    }
}
