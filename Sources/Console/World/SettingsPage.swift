import ASMX
import HTML
import JSON

/// The effective settings with their origins.
struct SettingsPage {
    private let settings: JSON

    init(_ desk: Desk) throws(DeskError) {
        settings = try desk.value("/api/settings")
    }

    var page: Page {
        Page(section: .settings, title: "Settings") { html in
            html.element("h1", "Settings")
            html.element("p", ["class": "lead"], "How this server was started. Secrets are not among it.")
            html.element("dl", ["class": "facts"]) { html in
                for member in settings.members ?? [] where member.value.elements == nil { write(member.name, member.value, into: &html) }
            }
            for member in settings.members ?? [] { writeTable(member, into: &html) }
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
