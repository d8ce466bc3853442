import Accounts
import Calls
import HTTP

extension Call {
    /// Returns where to log in and how to call from this session. Opens a session if there is none. Source:
    /// Luminate.docc/Methods.md.
    func loginURL() throws -> Answer {
        let known = try authentication.loggedInIfRemembered(caller.session)
        // An address without a login may not fill the store.
        let tally =
            known?.person == nil
            ? users.tally(
                "luminate.session", of: network, within: .seconds(settings.sessionIdleMinutes * 60),
                limit: settings.anonymousSessionsPerAddress) : nil
        let grants: [ClientSessions.Grant] = mayHoldToken ? [.nonce, .auth] : [.nonce]
        let (session, tokens) =
            if let present = known {
                (present, try sessions.give(grants, for: present, counting: tally))
            } else {
                try sessions.open(ClientSessions.Login(person: nil, previous: nil, follows: false, grants: grants), counting: tally)
            }
        var values = [
            "JSESSIONID": session.id, "routing_id": routingID,
            "url": "\(url);jsessionid=\(routingID)?NONCE_TOKEN=\(tokens[LuminateToken.nonce] ?? "")",
        ]
        values["token"] = tokens[LuminateToken.auth]
        return Answer(values, cookie: session.isNew ? .set(session.id) : nil)
    }

    /// Returns who is logged in. Source: Luminate.docc/Methods.md.
    func testLogin() throws -> Answer {
        let session = try authentication.loggedInIfRemembered(caller.session)
        guard let person = session?.person, let constituent = Constituent(person) else {
            throw Refusal(
                .notLoggedIn, reason: caller.session == nil ? "the request came in no live session" : "nobody is logged in to the session")
        }
        let timestamp = timestamp
        return Answer(
            [
                "cons_id": constituent.consID, "timestamp": timestamp,
                "signature": Signature(settings: settings).ofLogin(consID: constituent.consID, timestamp: timestamp),
                "login_test_url": "\(url)?v=1.0&api_key=\(PercentEncoding.encode(apiKey))&method=loginTest",
            ], cookie: session.flatMap { $0.isNew ? .set($0.id) : nil })
    }

    /// Ends the session. Source: Luminate.docc/Methods.md.
    func logOut() throws -> Answer {
        try authentication.logOut(caller.session)
        return Answer(["message": "User logged out successfully."], cookie: .clear, remembering: authentication.forgetting)
    }

    /// Throws if the caller's address has created as many records as it may without a login.
    func takeFromAllowanceForRecords() throws {
        guard servlet == .client else { return }
        let tally = users.tally(
            "luminate.record", of: network, within: .seconds(3600), limit: settings.anonymousRecordsPerAddress)
        guard try users.take(from: tally, in: site) else {
            throw Refusal(.unableToProcess, .busy, reason: "the address has created as many records as it may", isTemporary: true)
        }
    }
}
