import HTML
import HTTP
import JSON

/// The fault rules of a site, and forms that add some.
struct FaultsPage {
    private let desk: Desk
    private let rules: [JSON]
    private let hasControls: Bool

    init(_ desk: Desk) throws(DeskError) {
        self.desk = desk
        rules = try desk.value("/api/faults", [("site", desk.site)]).list("faults")
        hasControls = try desk.allowsTestControls()
    }

    var page: Page {
        Page(section: .faults, title: "Faults") { html in
            html.element("h1", "Faults")
            html.element("p", ["class": "lead"], "A fault rule makes some calls go wrong on purpose. Rules are looked at in this order.")
            let titles = ["Rule", "When", "Do", "Matched", "Fired", "State", ""]
            DataTable(titles: titles, rows: rules, nothing: "There is no rule: every call is answered as it should be.").write(into: &html)
            {
                writeCells(of: $1, into: &$0)
            }
            guard hasControls else { return html.element("p", ["class": "note"], ControlsOff.sentence) }
            html.element("h2", "Add a rule")
            html.element("ul", ["class": "cards"]) { html in
                for preset in FaultPreset.all {
                    html.element("li") { html in
                        html.element("h3", preset.label)
                        html.element("p", preset.meaning)
                        APIForm(method: "POST", target: "/api/faults", said: "The rule is added.")
                            .writeButton("Add", into: &html, desk, fields: [("object", rule(preset))])
                    }
                }
            }
            APIForm(method: "POST", target: "/api/faults", said: "The rule is added.").write(into: &html, desk, class: "stack") { html in
                html.element("label", ["for": "rule"], "Or write one, as the API takes it")
                html.element("textarea", ["id": "rule", "name": "object", "rows": "6", "spellcheck": "false"], rule(FaultPreset.all[0]))
                html.element("button", ["class": "button"], "Add the rule")
            }
        }
    }

    /// Returns a preset's rule for the site.
    private func rule(_ preset: FaultPreset) -> String {
        let members = (try? JSON.parse(Array(preset.rule.utf8)))?.members ?? []
        return JSON.object((desk.site == "default" ? [] : [.init("site", .string(desk.site))]) + members).pretty
    }

    private func writeCells(of rule: JSON, into row: inout RowWriter) {
        let name = rule.text("name")
        let isEnabled = rule["enabled"]?.bool ?? true
        row.heading(name)
        row.cell { $0.element("code", rule["when"].map(Self.line) ?? "every call") }
        row.cell { $0.element("code", rule["do"].map(Self.line) ?? "") }
        row.cell(rule.text("matched"), class: "number")
        row.cell(rule.text("fired"), class: "number")
        row.cell(rule.text("state").isEmpty ? (isEnabled ? "on" : "off") : rule.text("state"))
        row.cell { html in
            guard hasControls else { return }
            let target = Link("/api/faults/\(PercentEncoding.encode(name))", [("site", desk.site)]).text
            APIForm(method: "PATCH", target: target, said: isEnabled ? "The rule is off." : "The rule is on.")
                .writeButton(
                    isEnabled ? "Off" : "On", into: &html, desk, class: "button small",
                    fields: [("bool:enabled", isEnabled ? "false" : "true")])
            APIForm(method: "DELETE", target: target, said: "The rule is removed.").writeButton(
                "Remove", into: &html, desk, class: "button small")
        }
    }

    private static func line(_ value: JSON) -> String { value.string ?? String(decoding: value.bytes, as: UTF8.self) }
}
