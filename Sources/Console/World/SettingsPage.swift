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
                for (term, text) in facts { html.fact(term) { $0.text(text) } }
            }
            writeSite(into: &html)
            writeServer(into: &html)
        }
    }

    /// Writes the settings of systems that the site has in place of the vendors' defaults, and a form that changes them.
    private func writeSite(into html: inout HTMLWriter) {
        let title = "Systems in the site \(desk.site)"
        html.element("h2", title)
        let nothing = "The site has the vendors' defaults of every system."
        write(ofSite, title, nothing: nothing, into: &html)
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

    /// What applies to the server as a whole.
    private var facts: [(term: String, text: String)] {
        let fill = settings["journal_fill"] ?? .null
        let size = { (name: String) in ByteCount.words(fill[name]?.int ?? 0) }
        let dropped = fill.text("dropped") == "0" ? "none had to go" : "\(fill.text("dropped")) older ones had to go"
        return [
            ("Version", settings.text("version")), ("Address of the systems", settings.text("url")),
            ("Who can reach it", (settings["exposure"]?.text("text") ?? "").asSentence),
            ("Test controls", settings["test_controls"]?.bool == true ? "on" : "off"),
            ("Journal keeps", settings.text("journal")),
            (
                "Journal holds",
                "\(fill.text("entries")) of \(fill.text("entry_limit")) entries, \(size("bytes")) of \(size("byte_limit")); \(dropped)"
            ),
            ("Sites", settings.text("sites")),
        ]
    }

    /// Writes the settings of the server, each with its origin.
    private func writeServer(into html: inout HTMLWriter) {
        html.element("h2", "The server")
        write(settings.list("settings"), "The server", nothing: "The program that began the server says nothing about them.", into: &html)
    }

    private func write(_ rows: [JSON], _ label: String, nothing: String, into html: inout HTMLWriter) {
        DataTable(titles: ["Setting", "Value", "From"], rows: rows, nothing: nothing, label: label).write(into: &html) { row, setting in
            row.heading { $0.element("code", setting.text("name")) }
            row.cell { html in
                guard setting["secret"]?.bool == true else { return html.text(setting.text("value")) }
                html.element("span", ["class": "soft"], "••• a secret")
            }
            row.cell([setting.text("origin"), setting.text("source")].filter { !$0.isEmpty }.joined(separator: ", "))
        }
    }
}
