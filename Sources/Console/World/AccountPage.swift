import ASMX
import HTML
import HTTP
import JSON

/// One account: what is known of it, what can be done to it, and its last calls.
struct AccountPage {
    private let desk: Desk
    private let account: JSON
    private let sessions: [JSON]
    private let calls: [JSON]

    init(_ desk: Desk, id: String) throws(DeskError) {
        self.desk = desk
        account = try desk.value(desk.sitePath("accounts/\(PercentEncoding.encode(id))"))
        let number = account.text("id")
        sessions = (try? desk.value(desk.sitePath("sessions"), [("account", number), ("limit", "20")]))?.list("sessions") ?? []
        let query = [("site", desk.site), ("account", number), ("order", "newest"), ("limit", "10")]
        calls = (try? desk.value("/api/requests", query))?.list("requests") ?? []
    }

    private var number: String { account.text("id") }
    private var target: String { desk.sitePath("accounts/\(number)") }

    /// Returns the state of an account's password in words.
    static func password(_ account: JSON) -> String {
        guard let password = account["password"], password["set"]?.bool == true else { return "none" }
        return password["must_change"]?.bool == true ? "must change" : "set"
    }

    var page: Page {
        Page(section: .accounts, title: "Account \(number)") { html in
            html.element("p", ["class": "up"]) { $0.element("a", ["id": "up", "href": desk.link("/accounts")], "‹ Accounts") }
            html.element("h1", AccountListPage.name(account))
            writeFacts(into: &html)
            html.element("h2", "Change it")
            writeForms(into: &html)
            html.element("h2", "As a fixture")
            CopyBlock(title: "An element of accounts in a fixtures file", text: AccountFixture(account).json.pretty).write(into: &html)
            html.element("h2", "Sessions")
            SessionTable(desk: desk, sessions: sessions, nothing: "It has no session.").write(into: &html)
            html.element("h2", "Last calls")
            DataTable(titles: ["Call", "Operation", "Outcome"], rows: calls, nothing: "No call in the journal is about it.").write(
                into: &html
            ) { row, call in
                row.heading { $0.element("a", ["href": desk.link("/requests/\(call.text("id"))")], "#\(call.text("id"))") }
                row.cell(call.text("operation"))
                let (sign, word, style) = RequestRow.outcome(call)
                row.cell("\(sign) \(word)", class: "outcome \(style)")
            }
        }
    }

    private func writeFacts(into html: inout HTMLWriter) {
        html.element("dl", ["class": "facts"]) { html in
            func fact(_ term: String, _ text: String) {
                guard !text.isEmpty else { return }
                html.fact(term) { $0.text(text) }
            }
            fact("Number", number)
            for member in account["identities"]?.members ?? [] {
                fact(member.name, (member.value.elements ?? []).map(\.shown).filter(AccountListPage.isName).joined(separator: ", "))
            }
            fact("Status", account.text("status"))
            fact("Rule set", account.text("policy"))
            let password = account["password"] ?? .null
            fact("Password", Self.password(account) + (password.text("hash").isEmpty ? "" : ", \(password.text("hash"))"))
            fact("Password set", MomentView.long(password.text("changed_at")))
            fact("Password expires", MomentView.long(password.text("expires_at")))
            fact("Grace sign-ins left", password.text("grace_sign_ins_left"))
            fact("Previous passwords", password.text("previous"))
            fact("Failures in a row", account.text("failures"))
            fact("Locked until", MomentView.long(account.text("locked_until")))
            fact("Last sign-in", MomentView.long(account.text("last_sign_in_at")))
            fact("Created", MomentView.long(account.text("created_at")))
            for member in account["profile"]?.members ?? [] { fact(member.name, member.value.shown) }
        }
    }

    private func writeForms(into html: inout HTMLWriter) {
        html.element("div", ["class": "buttons"]) { html in
            func change(_ label: String, _ said: String, _ fields: [(name: String, value: String)]) {
                APIForm(method: "PATCH", target: target, said: said).writeButton(label, into: &html, desk, fields: fields)
            }
            if account.text("status") == "active" {
                change("Disable", "The account is disabled, and its sessions are ended.", [("text:status", "disabled")])
                change("Lock", "The account is locked.", [("text:status", "locked")])
                if account.text("failures") != "0" || !account.text("locked_until").isEmpty {
                    change("Unlock", "The account is active, and its failures are forgotten.", [("text:status", "active")])
                }
            } else {
                change("Make active", "The account is active, and its failures are forgotten.", [("text:status", "active")])
            }
            change("Must change password", "The password must be changed at the next sign-in.", [("bool:must_change_password", "true")])
            change("Age the password by 89 days", "The password counts as set 89 days ago.", [("text:password_changed_at", "-89d")])
            APIForm(method: "DELETE", target: Link(desk.sitePath("sessions"), [("account", number)]).text, said: "Its sessions are ended.")
                .writeButton("End its sessions", into: &html, desk)
        }
        APIForm(method: "PATCH", target: target, said: "The password is set, and the sessions are ended.").write(
            into: &html, desk, class: "line"
        ) { html in
            html.field("New password", id: "password", name: "text:password", type: "password")
            html.element("button", ["class": "button"], "Set password")
        }
        APIForm(method: "PATCH", target: target, said: "The failures are set.").write(into: &html, desk, class: "line") { html in
            html.field("Failures in a row", id: "failures", name: "int:failures", value: account.text("failures"), type: "number")
            html.element("button", ["class": "button"], "Set failures")
        }
        html.element("details", ["class": "danger"]) { html in
            html.element("summary", "Delete the account")
            html.element("p", ["class": "note"], "Its sessions and everything else of it go with it.")
            APIForm(method: "DELETE", target: target, said: "The account \(number) is deleted.", back: desk.link("/accounts"))
                .writeButton("Delete account \(number)", into: &html, desk, class: "button bad")
        }
    }
}
