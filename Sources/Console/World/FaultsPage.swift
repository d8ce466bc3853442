import HTML
import HTTP
import JSON

/// The fault rules of a site, and forms that add some.
struct FaultsPage {
    private let desk: Desk
    private let rules: [JSON]
    private let hasControls: Bool
    private let form: FaultForm

    init(_ desk: Desk) throws(DeskError) {
        self.desk = desk
        rules = try desk.value("/api/faults", [("site", desk.site)]).list("faults")
        hasControls = try desk.allowsTestControls()
        form = try FaultForm(desk)
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
                for preset in FaultPreset.all { html.element("li") { write(preset, into: &$0) } }
            }
            form.write(into: &html)
        }
    }

    private func write(_ preset: FaultPreset, into html: inout HTMLWriter) {
        html.element("h3", preset.label)
        html.element("p", preset.meaning)
        let rule = FaultForm.rule(preset.rule, of: desk.site)
        html.element("div", ["class": "buttons"]) { html in
            APIForm(method: "POST", target: "/api/faults", said: "The rule is added.", back: desk.link("/faults"))
                .writeButton("Add", into: &html, desk, fields: [("object", rule)])
            html.element("a", ["class": "button", "href": desk.link("/faults", [("rule", rule)]) + "#write"]) { html in
                html.text("Edit first")
                html.element("span", ["class": "unseen"], ": \(preset.label)")
            }
        }
    }

    private func writeCells(of rule: JSON, into row: inout RowWriter) {
        let name = rule.text("name")
        let isEnabled = rule["enabled"]?.bool ?? true
        row.heading(name)
        row.cell(FaultWords.condition(rule["when"]))
        row.cell(FaultWords.effect(rule))
        row.cell(rule.text("matched"), class: "number")
        row.cell(rule.text("fired"), class: "number")
        let left = rule.text("left")
        row.cell(rule.text("state") + (left.isEmpty || left == "0" ? "" : ", \(left) left"))
        row.cell { html in
            guard hasControls else { return }
            let target = Link("/api/faults/\(PercentEncoding.encode(name))", [("site", desk.site)]).text
            // A change takes the site in its body.
            let site = desk.site == "default" ? [] : [(name: "text:site", value: desk.site)]
            APIForm(
                method: "PATCH", target: "/api/faults/\(PercentEncoding.encode(name))",
                said: isEnabled ? "The rule is off." : "The rule is on.", back: desk.link("/faults")
            )
            .writeButton(
                isEnabled ? "Off" : "On", into: &html, desk, class: "button small",
                fields: site + [("bool:enabled", isEnabled ? "false" : "true")])
            html.element("a", ["class": "button small", "href": desk.link("/faults", [("edit", name)]) + "#write"], "Edit")
            APIForm(method: "DELETE", target: target, said: "The rule is removed.", back: desk.link("/faults")).writeButton(
                "Remove", into: &html, desk, class: "button small")
        }
    }
}
