import ASMX
import HTML
import JSON

/// The effective settings with their origins: those of the site, then those of the server.
struct SettingsPage {
    private let desk: Desk
    private let settings: JSON
    private let ofSite: [JSON]
    private let hasControls: Bool

    init(_ desk: Desk) throws(DeskError) {
        self.desk = desk
        settings = try desk.value("/api/settings")
        ofSite = try desk.value(desk.sitePath("")).list("settings")
        hasControls = try desk.allowsTestControls()
    }

    var page: Page {
        Page(section: .settings, title: "Settings") { html in
            html.element("h1", "Settings")
            html.element("p", ["class": "lead"], "How this server was started. Secrets are not among it.")
            html.element("dl", ["class": "facts"]) { html in
                for member in settings.members ?? [] where member.value.elements == nil { write(member.name, member.value, into: &html) }
            }
            writeSite(into: &html)
            for member in settings.members ?? [] { writeTable(member, into: &html) }
        }
    }

    /// Writes the settings of systems that the site has in place of the vendors' defaults, and a form that changes them.
    private func writeSite(into html: inout HTMLWriter) {
        let title = "Systems in the site \(desk.site)"
        html.element("h2", title)
        let nothing = "The site has the vendors' defaults of every system."
        DataTable(titles: ["Setting", "Value", "From"], rows: ofSite, nothing: nothing, label: title).write(into: &html) { row, setting in
            row.heading { $0.element("code", setting.text("name")) }
            row.cell { html in
                guard setting["secret"]?.bool == true else { return html.text(setting.text("value")) }
                html.element("span", ["class": "soft"], "••• a secret")
            }
            row.cell([setting.text("origin"), setting.text("source")].filter { !$0.isEmpty }.joined(separator: ", "))
        }
        guard hasControls else { return }
        APIForm(method: "PATCH", target: desk.sitePath(""), said: "The settings are changed.").write(into: &html, desk, class: "stack") {
            html in
            html.element("label", ["for": "site-settings"], "Change some, as the API takes it; null takes one back")
            html.element(
                "textarea", ["id": "site-settings", "name": "object", "rows": "6", "spellcheck": "false"],
                JSON.object([.init("settings", .object([.init("reveal", .bool(true))]))]).pretty)
            html.element("button", ["class": "button"], "Change the settings")
        }
    }

    private func write(_ name: String, _ value: JSON, into html: inout HTMLWriter) {
        let members = value.members?.map { "\($0.name.replacing("_", with: " ")) \($0.value.shown)" }
        html.fact(name.replacing("_", with: " ")) { $0.text(members?.joined(separator: ", ") ?? value.shown) }
    }

    /// Writes a list of objects as a table with their members as columns.
    private func writeTable(_ member: JSON.Member, into html: inout HTMLWriter) {
        guard let rows = member.value.elements, let titles = rows.first?.members?.map(\.name) else { return }
        html.element("h2", title(member.name))
        DataTable(titles: titles.map { $0.replacing("_", with: " ") }, rows: rows, nothing: "", label: title(member.name)).write(
            into: &html
        ) { writer, row in
            for (index, title) in titles.enumerated() {
                if index == 0 { writer.heading(row.text(title)) } else { writer.cell(row.text(title)) }
            }
        }
    }

    private func title(_ name: String) -> String {
        let words = name.replacing("_", with: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }
}
