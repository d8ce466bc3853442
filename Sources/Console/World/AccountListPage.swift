import HTML
import HTTP
import JSON

/// The accounts of a site whose names contain a text.
struct AccountListPage {
    private let desk: Desk
    private let text: String
    private let status: String
    private let accounts: [JSON]
    private let next: String?

    init(_ desk: Desk) throws(DeskError) {
        self.desk = desk
        text = desk.query["q"] ?? ""
        status = desk.query["status"] ?? ""
        var query = [("limit", "50")]
        for (name, value) in [("q", text), ("status", status), ("after", desk.query["after"] ?? "")] where !value.isEmpty {
            query.append((name, value))
        }
        let value = try desk.value(desk.sitePath("accounts"), query)
        accounts = value.list("accounts")
        next = value.next
    }

    var page: Page {
        Page(section: .accounts, title: "Accounts") { html in
            html.element("h1", "Accounts")
            html.element("form", ["method": "get", "action": "/accounts", "class": "search", "role": "search"]) { html in
                html.void("input", ["type": "hidden", "name": "site", "value": desk.site])
                html.element("label", ["for": "q", "class": "unseen"], "Part of a name")
                html.void(
                    "input", ["id": "q", "name": "q", "type": "search", "value": text, "placeholder": "part of a number, name or address"])
                html.element("label", ["for": "status", "class": "unseen"], "Status")
                html.element("select", ["id": "status", "name": "status"]) { html in
                    for (value, label) in [("", "any status"), ("active", "active"), ("locked", "locked"), ("disabled", "disabled")] {
                        html.element("option", ["value": value, "selected": value == status ? "" : nil], label)
                    }
                }
                html.element("button", ["class": "button"], "Search")
            }
            let titles = ["Account", "Known as", "Status", "Password", "Failures", "Sessions", "Last sign-in"]
            let nothing =
                text.isEmpty && status.isEmpty
                ? "There is no account. Start the server with --fixtures FILE, or add one here." : "No account is like that."
            DataTable(titles: titles, rows: accounts, nothing: nothing)
                .write(into: &html) { row, account in
                    row.heading { $0.element("a", ["href": desk.link("/accounts/\(account.text("id"))")], "#\(account.text("id"))") }
                    row.cell { Self.writeNames(of: account, into: &$0) }
                    row.cell(account.text("status") + (account.text("locked_until").isEmpty ? "" : ", locked"))
                    row.cell(AccountPage.password(account))
                    row.cell(account.text("failures"), class: "number")
                    row.cell(account.text("sessions"), class: "number")
                    row.cell(MomentView.long(account.text("last_sign_in_at")))
                }
            html.more(next.map { desk.link("/accounts", [("q", text), ("status", status), ("after", $0)].filter { !$0.1.isEmpty }) })
            writeAddition(into: &html)
        }
    }

    private func writeAddition(into html: inout HTMLWriter) {
        html.element("details", ["class": "addition", "open": accounts.isEmpty && text.isEmpty && status.isEmpty ? "" : nil]) { html in
            html.element("summary", "Add an account")
            APIForm(method: "POST", target: desk.sitePath("accounts"), said: "The account is added.").write(
                into: &html, desk, class: "stack"
            ) { html in
                html.element("label", ["for": "account"], "The account as a fixtures file has it")
                html.element("textarea", ["id": "account", "name": "object", "rows": "6", "spellcheck": "false"], AccountFixture.example)
                html.element("button", ["class": "button"], "Add the account")
            }
        }
    }

    /// Returns the names of an account with their schemes, at most four, without the keys by which systems sort. A name that several schemes
    /// have is there once.
    static func names(_ account: JSON) -> [(scheme: String, name: String)] {
        var seen: [(scheme: String, name: String)] = []
        for member in account["identities"]?.members ?? [] {
            for value in member.value.elements ?? [] where isName(value.shown) && !seen.contains(where: { $0.name == value.shown }) {
                seen.append((member.name, value.shown))
            }
        }
        return Array(seen.prefix(4))
    }

    private static func writeNames(of account: JSON, into html: inout HTMLWriter) {
        html.element("ul", ["class": "names"]) { html in
            for (scheme, name) in names(account) {
                html.element("li") { html in
                    html.element("span", ["class": "soft"], scheme)
                    html.text(" \(name)")
                }
            }
        }
    }

    /// Returns the name by which people know an account: what it signs in with, its address, or another name.
    static func name(_ account: JSON) -> String {
        let members = account["identities"]?.members ?? []
        for suffix in ["user_name", "web_login", "program_user", "email"] {
            if let name = members.first(where: { $0.name.hasSuffix(suffix) })?.value.elements?.first?.shown { return name }
        }
        return names(account).first?.name ?? "Account \(account.text("id"))"
    }

    static func isName(_ text: String) -> Bool { text.unicodeScalars.allSatisfy { $0.value >= 0x20 } }
}
