import Accounts
import Calls

extension Call {
    /// Changes a password and stores the hint. Source: Luminate.docc/Methods.md.
    func changePassword(
        from old: Password, to new: Password, retyped: Password, hint: String, of selector: RecordSelector
    ) throws -> Answer {
        guard new.bytes == retyped.bytes else {
            throw Refusal.invalid("Biographical Information/Password", "The two passwords are not the same", .confirmationDiffers)
        }
        guard !settings.refusesHintWithPassword || !hint.contains(new.text) else {
            throw Refusal.invalid("Biographical Information/Reminder Hint", "The hint must not contain the password")
        }
        let constituent = try target(selector, severalCode: .updateMatchedSeveral)
        guard !constituent.isAdministrator else {
            throw Refusal(.methodNotAllowed, reason: "an administrator's password is never changed by the API")
        }
        var changes = AccountChanges()
        changes.attributes = [LuminateAttribute.reminderHint: hint]
        let change = PasswordChange(
            of: .account(constituent.person.id), current: old, new: new, defaultPolicy: settings.accountPolicy,
            keeping: caller.session?.session.digest, changes: changes, alongside: Self.keeping(caller.proof), address: network)
        _ = try users.changePassword(change, in: site).mapError { Refusal($0) }.get()
        return Answer(["cons_id": constituent.consID, "message": "User updated."], cookie: sessionAfterChange())
    }

    /// Returns the writes that store a single sign-on token again, which the change of password ends as it ends all sessions. It
    /// stays proof for the session it was sent in, and logs in as long as before (Luminate.docc/Sessions.md).
    private static func keeping(_ proof: LiveSession?) -> Transaction {
        guard let session = proof?.session else { return Transaction([]) }
        return Transaction(expecting: [.session(session.digest)], [.keepSession(session)])
    }

    /// Logs in a caller who came without a login (Luminate.docc/Sessions.md). The password has already been changed, so a
    /// problem here does not affect the answer.
    private func sessionAfterChange() -> SessionCookie? {
        guard case .constituent(let person, let session, _) = caller, session?.person == nil else { return nil }
        return (try? sessions.open(for: person, after: session)).map { .set($0.id) }
    }
}

extension Refusal {
    /// Creates the refusal of a change. Everything that prevents the old password from being verified has the same
    /// answer as a wrong one.
    init(_ refusal: PasswordChangeRefusal) {
        switch refusal {
        case .unknownAccount: self.init(.notFound, refusal.reasonCode, reason: refusal.reason)
        case .ambiguous: self.init(.updateMatchedSeveral, refusal.reasonCode, reason: refusal.reason)
        case .noPassword, .wrongPassword, .disabled, .locked, .throttled, .raceLost:
            self.init(.wrongPassword, refusal.reasonCode, reason: refusal.reason)
        case .tooLong: self.init(.valueTooLong, refusal.reasonCode, reason: refusal.reason)
        case .violates(let violations):
            let rules = violations.map(\.description).joined(separator: ", ")
            self = .invalid("Biographical Information/Password", "The password needs \(rules)", refusal.reasonCode)
        case .identityTaken: self.init(.validationFailed, refusal.reasonCode, reason: refusal.reason)
        }
    }
}
