import Accounts
import Calls
import HTTP

extension Call {
    /// Returns where to log in and how to call from this session. Opens a session if there is none. Source:
    /// Luminate.docc/Methods.md.
    func loginURL() throws -> Answer {
        let known = try authentication.loggedInIfRemembered(caller.session)
        if known?.person == nil { try takeFromAllowance() }
        let grants: [ClientSessions.Grant] = mayHoldToken ? [.nonce, .auth] : [.nonce]
        let (session, tokens) =
            if let present = known {
                (present, try sessions.give(grants, for: present))
            } else {
                try sessions.open(ClientSessions.Login(person: nil, previous: nil, follows: false, grants: grants))
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

    /// Throws if the caller's address has stored as much as it may without a login.
    private func takeFromAllowance() throws {
        let isLeft = allowance.take(
            .session, of: network, in: site, at: context.now, within: .seconds(settings.sessionIdleMinutes * 60),
            limit: settings.anonymousSessionsPerAddress)
        guard isLeft else {
            throw Refusal(.unableToProcess, .busy, reason: "the address has opened as many sessions as it may", isTemporary: true)
        }
    }

    /// Throws if the caller's address has created as many records as it may without a login.
    func takeFromAllowanceForRecords() throws {
        guard servlet == .client else { return }
        let isLeft = allowance.take(
            .record, of: network, in: site, at: context.now, within: .seconds(3600), limit: settings.anonymousRecordsPerAddress)
        guard isLeft else {
            throw Refusal(.unableToProcess, .busy, reason: "the address has created as many records as it may", isTemporary: true)
        }
    }
}
