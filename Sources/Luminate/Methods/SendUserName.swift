public import Accounts
import Calls

/// A request to send a user name by mail.
struct SendUserName: Sendable {
    /// The address that the request names. Nil if it names none.
    let address: String?
}

/// Mail that the vendor would have sent. Source: Luminate.docc/Methods.md.
public enum LuminateMail {
    /// The kind of its events.
    public static let kind: EventKind = "luminate.mail"
    /// The number of mails that are kept for each constituent. There is a limit because anybody can request them.
    static let kept = 20
}

extension Call {
    /// Records the mail with the user name. An address without a record gets the same answer, so that callers cannot probe
    /// addresses.
    func sendUserName(to address: String?) throws -> Answer {
        guard let address else { throw Refusal(.fieldMissing, reason: "email is missing") }
        guard EmailAddress.isValid(address) else { throw Refusal(.validationFailed, reason: "email is not an e-mail address") }
        let people = try users.people(withFirstOf: [Identity(LuminateScheme.primaryEmail, address)], in: site, limit: 2)
        guard !people.isEmpty || !settings.tellsUnknownAddresses else {
            throw Refusal(.notFound, reason: "no record has this e-mail address")
        }
        var changes: [Change] = []
        for person in people where Constituent(person) != nil {
            let mail = ["to": address, "subject": "Your user name", "user_name": person.identity(LuminateScheme.userName) ?? ""]
            changes.append(.append(Event(LuminateMail.kind, of: person.id, at: context.now, fields: mail)))
            changes.append(.trimEvents(LuminateMail.kind, of: person.id, keepingNewest: LuminateMail.kept))
        }
        if !changes.isEmpty { _ = try users.commit(Transaction(changes), in: site) }
        return Answer(["message": "The user name was sent."], as: .message)
    }
}
