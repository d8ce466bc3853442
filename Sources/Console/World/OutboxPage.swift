import ASMX
import HTML
import HTTP
import JSON

/// The mails that the vendors would have sent.
struct OutboxPage {
    private let desk: Desk
    private let mails: [JSON]
    private let next: String?

    init(_ desk: Desk) throws(DeskError) {
        self.desk = desk
        let after = desk.query["after"].map { [("after", $0)] } ?? []
        let value = try desk.value(desk.sitePath("outbox"), [("limit", "50")] + after)
        mails = value.list("mails")
        next = value.next
    }

    var page: Page {
        Page(section: .outbox, title: "Outbox") { html in
            html.element("h1", "Outbox")
            html.element("p", ["class": "lead"], "No mail is ever sent. These are the ones that the vendors would have sent, newest first.")
            if mails.isEmpty { html.element("p", ["class": "nothing"], "There is no mail.") }
            for mail in mails {
                html.element("section", ["class": "mail"]) { html in
                    html.element("h2", mail["fields"]?.text("subject") ?? "Mail \(mail.text("id"))")
                    html.element("p", ["class": "note"]) { html in
                        html.text("\(MomentView.long(mail.text("at"))), \(mail.text("system"))")
                        let account = mail.text("account")
                        if !account.isEmpty {
                            html.text(", to ")
                            html.element("a", ["href": desk.link("/accounts/\(account)")], "account \(account)")
                        }
                    }
                    html.element("dl", ["class": "facts"]) { html in
                        for member in mail["fields"]?.members ?? [] where member.name != "subject" {
                            html.fact(member.name) { writeText(member.value.shown, into: &$0) }
                        }
                    }
                }
            }
            html.more(next.map { desk.link("/outbox", [("after", $0)]) })
            guard !mails.isEmpty else { return }
            html.element("div", ["class": "buttons"]) { html in
                APIForm(method: "DELETE", target: desk.sitePath("outbox"), said: "The outbox is empty.").writeButton(
                    "Empty the outbox", into: &html, desk)
            }
        }
    }

    /// Writes a text whose web addresses can be followed.
    private func writeText(_ text: String, into html: inout HTMLWriter) {
        for (index, word) in text.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
            if index > 0 { html.text(" ") }
            if word.hasPrefix("http://") || word.hasPrefix("https://") {
                html.element("a", ["href": String(word), "rel": "noreferrer"], String(word))
            } else {
                html.text(String(word))
            }
        }
    }
}
