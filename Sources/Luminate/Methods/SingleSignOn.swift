import Accounts
import Calls

extension Call {
    /// Returns a token with which a program sends a constituent's browser on. Source: Luminate.docc/Methods.md.
    func singleSignOnToken(consID: String?, memberID: String?) throws -> Answer {
        let selector = RecordSelector(consID: consID, memberID: memberID, primaryEmail: nil)
        guard selector.identity != nil || settings.givesOwnToken else {
            throw Refusal(.unableToProcess, .missingArgument, reason: "neither cons_id nor member_id was given")
        }
        let constituent = try target(selector, isOwnByDefault: true)
        if selector.identity != nil, constituent.isAdministrator {
            throw Refusal(.methodNotAllowed, reason: "no token is given for an administrator's record")
        }
        guard constituent.person.account.status == .active else { throw Refusal(.notFound, reason: "the record is not active") }
        let present = try authentication.cookieSession()
        let (session, tokens) = try sessions.open(
            ClientSessions.Login(person: constituent.person, previous: present, follows: false, grants: [.singleSignOn, .nonce]))
        return Answer([
            "token": tokens[LuminateToken.singleSignOn] ?? "", "cons_id": constituent.consID, "nonce": tokens[LuminateToken.nonce] ?? "",
            "JSESSIONID": session.id, "routing_id": routingID,
        ])
    }

    /// Logs the session in by a token. Source: Luminate.docc/Methods.md.
    func singleSignOn(isRemembered: Bool) throws -> Answer {
        guard let token = authentication.singleSignOnToken else {
            throw Refusal(.singleSignOnFailed, .noToken, reason: "sso_auth_token is missing")
        }
        guard let (person, logsIn, _) = try sessions.holder(ofSingleSignOnToken: token), logsIn else {
            throw Refusal(.singleSignOnFailed, reason: "the sso_auth_token is unknown or has ended")
        }
        let login = ClientSessions.Login(
            person: person, previous: caller.session, follows: true, grants: isRemembered ? [.remembered] : [],
            ends: try authentication.rememberedLogins())
        let (session, tokens) = try sessions.open(login)
        return Answer(.text(session.id), cookie: .set(session.id), remembering: remembering(tokens))
    }
}
