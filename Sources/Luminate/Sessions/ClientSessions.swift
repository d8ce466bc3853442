import Accounts
import Calls

/// Opens, finds and ends browsers' sessions and their tokens, at one moment.
///
/// It is a class because each step of a call has it, and each copy would retain all its members.
final class ClientSessions: Sendable {
    /// The user service at the moment.
    let users: UserService
    let moment: Timestamp
    let context: CallContext
    let settings: SiteSettings
    /// What the request says about where a visitor came from: the attributes of a session that begins with it.
    private let origin: [String: String]

    /// Creates the sessions at the call's present moment.
    init(users: UserService, context: CallContext, settings: SiteSettings, origin: [String: String]) {
        self.users = users
        moment = context.now
        self.context = context
        self.settings = settings
        self.origin = origin
    }

    /// The greatest lifetime of an `auth` token, and the time for which a single sign-on token remains proof for a
    /// session that is already logged in. A day is longer than a visit, and nothing that is left behind stays in the
    /// store for ever.
    private static let tokenLifetime = Duration.seconds(24 * 3600)
    /// The number of remembered logins that a constituent may have. A further one ends the oldest. Our choice: more than one
    /// person has browsers.
    private static let rememberedLogins = 10
    private static let signInUntilAttribute = "luminate.sign_in_until"

    private var site: SiteID { context.site }

    private var idleTimeout: Duration { .minutes(settings.sessionIdleMinutes) }

    // MARK: Sessions

    /// Returns the session with an id, or nil if the id is unknown or the session has ended.
    func session(id: String) throws -> ClientSession? {
        guard let pointer = try live(id, LuminateToken.sessionID) else { return nil }
        return try session(pointedToBy: pointer, id: id, isNew: false)
    }

    /// Opens a session. It replaces `previous` and continues its line, unless another account was logged in to that.
    func open(for person: Person?, after previous: ClientSession? = nil) throws -> ClientSession {
        try open(Login(person: person, previous: previous, follows: true)).session
    }

    /// The description of a login.
    struct Login {
        /// The account. Nil for a session without a login.
        let person: Person?
        /// The session that the new one replaces.
        let previous: ClientSession?
        /// Whether the new session continues the line of the previous one, unless another account was logged in to that.
        let follows: Bool
        /// The tokens that are issued too.
        var grants: [Grant] = []
        /// Further rows that end with the previous session.
        var ends: [TokenDigest] = []
    }

    /// A token that is issued for a session.
    enum Grant {
        /// The token with which pages can act in the session.
        case auth
        /// The nonce that attaches one request to the session.
        case nonce
        /// The token that represents the constituent who is logged in. None is issued if nobody is.
        case singleSignOn
        /// The token of a login that outlives the browser. None is issued if nobody is logged in.
        case remembered
    }

    /// Opens a session for a login, issues its tokens and ends the previous session, in one write. Returns the tokens by
    /// their kinds. If a tally is given, it counts this, and this throws if the tally is full.
    func open(_ login: Login, counting tally: Tally? = nil) throws -> (session: ClientSession, tokens: [SessionKind: String]) {
        let opening = opening(for: login)
        if let tally { return try opening.opened(store(opening.rows.openings, counting: tally)) }
        return try opening.opened(users.openSessions(opening.rows.openings, ending: opening.rows.ended, in: site))
    }

    /// A session to be opened for a login.
    struct Opening {
        /// The session's own key.
        fileprivate let key: String
        fileprivate let person: Person?
        /// The rows to store and to end.
        let rows: SessionOpenings

        /// Returns the session and its tokens by their kinds, from the rows as they were stored.
        func opened(_ rows: [OpenedSession]) throws(StoreError) -> (session: ClientSession, tokens: [SessionKind: String]) {
            let tokens = ClientSessions.tokens(rows)
            guard let session = rows.first?.session, let id = tokens[LuminateToken.sessionID] else {
                throw .failed("a session was not opened")
            }
            return (ClientSession(key: key, id: id, session: session, person: person, isNew: true), tokens)
        }
    }

    /// Returns what opens a session for a login, issues its tokens and ends the previous session.
    func opening(for login: Login) -> Opening {
        let (person, previous) = (login.person, login.previous)
        let follows = login.follows && previous.map { $0.person == nil || $0.person?.id == person?.id } ?? false
        let kept = follows ? previous?.line : nil
        let line = [ClientSession.lineAttribute: kept ?? LuminateToken.keyFormat.mint(from: users.random, for: .nonces)]
        let inherited = follows ? previous?.session.attributes ?? [:] : [:]
        let attributes = inherited.merging(origin) { _, given in given }.merging(line) { _, own in own }
        let key = LuminateToken.keyFormat.mint(from: users.random, for: .nonces)
        var openings = [
            opening(
                LuminateToken.session, LuminateToken.keyFormat, token: key, for: person, idleTimeout: idleTimeout, attributes),
            idOpening(forSession: key),
        ]
        // A page goes on sending the id that it named in its login. An id that only a cookie named does not lead to the
        // new session, because somebody else may have planted it.
        if let previous, previous.isNamedByParameter { openings.append(idOpening(forSession: key, token: previous.id)) }
        openings += login.grants.compactMap { opening($0, key: key, line: line, person: person) }
        let ended = (previous.map { [$0.session.digest] } ?? []) + login.ends
        return Opening(key: key, person: person, rows: SessionOpenings(openings, ending: ended))
    }

    /// Stores rows and counts them. Throws if the tally is full.
    private func store(_ rows: [SessionOpening], counting tally: Tally) throws -> [OpenedSession] {
        guard let opened = try users.openSessions(rows, counting: tally, in: site) else {
            throw Refusal(.unableToProcess, .busy, reason: "the address has opened as many sessions as it may", isTemporary: true)
        }
        return opened
    }

    /// Issues tokens for a session, in one write. Returns them by their kinds. If a tally is given, it counts this, and this throws if
    /// the tally is full.
    func give(_ grants: [Grant], for session: ClientSession, counting tally: Tally? = nil) throws -> [SessionKind: String] {
        let line = [ClientSession.lineAttribute: session.line]
        let openings = grants.compactMap { opening($0, key: session.key, line: line, person: session.person) }
        return Self.tokens(try tally.map { try store(openings, counting: $0) } ?? users.openSessions(openings, in: site))
    }

    /// Returns the opening of a token for the session with a key. Nil if there is nothing to issue.
    private func opening(_ grant: Grant, key: String, line: [String: String], person: Person?) -> SessionOpening? {
        switch grant {
        case .auth:
            // Without a login it lasts as long as somebody may take to log in, so that strangers leave little behind.
            let lifetime = person == nil ? max(.seconds(3600), idleTimeout) : Self.tokenLifetime
            return opening(LuminateToken.auth, LuminateToken.longFormat, lifetime: lifetime, line)
        case .nonce:
            return opening(
                LuminateToken.nonce, LuminateToken.nonceFormat, lifetime: idleTimeout, pointer(to: key))
        case .singleSignOn: return person.map { singleSignOnOpening(for: $0) }
        case .remembered:
            return person.map { person in
                SessionOpening(
                    kind: LuminateToken.remembered, account: person.id, format: LuminateToken.longFormat, lifetime: rememberedLifetime,
                    idleTimeout: nil, keepsOthers: Self.rememberedLogins - 1, credentialVersion: person.account.credential?.version)
            }
        }
    }

    /// Returns the first token of each kind.
    private static func tokens(_ opened: [OpenedSession]) -> [SessionKind: String] {
        Dictionary(opened.map { ($0.session.kind, $0.token) }) { first, _ in first }
    }

    /// Ends rows in one write. With a session, all ids that lead to it end.
    func end(_ rows: [TokenDigest]) throws {
        guard !rows.isEmpty else { return }
        _ = try users.openSessions([], ending: rows, in: site)
    }

    private func idOpening(forSession key: String, token: String? = nil) -> SessionOpening {
        opening(
            LuminateToken.sessionID, LuminateToken.sessionIDFormat(settings), token: token, idleTimeout: idleTimeout, pointer(to: key))
    }

    /// Returns the attributes of a row that refers to the session with a key.
    private func pointer(to key: String) -> [String: String] {
        [ClientSession.keyAttribute: key, ClientSession.digestAttribute: users.hexadecimalDigest(of: key)]
    }

    private func session(pointedToBy pointer: LiveSession, id: String, isNew: Bool) throws -> ClientSession? {
        guard let key = pointer.session.attributes[ClientSession.keyAttribute] else { return nil }
        guard let live = try live(key, LuminateToken.session) else { return nil }
        return ClientSession(key: key, id: id, session: live.session, person: live.person, isNew: isNew)
    }

    // MARK: auth tokens

    /// Returns the line of sessions for which an `auth` token was issued, or nil if the token is unknown.
    func line(ofAuthToken token: String) throws -> String? {
        try live(token, LuminateToken.auth)?.session.attributes[ClientSession.lineAttribute]
    }

    // MARK: Nonces

    /// Redeems a nonce and returns its session under a new id. Of two requests with one nonce, exactly one gets the
    /// session.
    func redeem(nonce: String) throws -> ClientSession? {
        guard let pointer = try live(nonce, LuminateToken.nonce) else { return nil }
        guard let key = pointer.session.attributes[ClientSession.keyAttribute] else { return nil }
        guard try live(key, LuminateToken.session) != nil else { return nil }
        // One transaction ends the nonce and stores the id. It is not that of the method, because the nonce is used up and the browser gets
        // the id even if the method refuses.
        let id = try users.renewSession(token: nonce, kind: LuminateToken.nonce, idOpening(forSession: key), in: site)?.token
        return try id.flatMap { try session(pointedToBy: pointer, id: $0, isNew: true) }
    }

    // MARK: Single sign-on tokens

    /// Issues a token that represents a constituent, without a session.
    func singleSignOnToken(for person: Person) throws -> String {
        try users.openSession(singleSignOnOpening(for: person), in: site).token
    }

    /// Returns the opening of a token that represents a constituent.
    private func singleSignOnOpening(for person: Person) -> SessionOpening {
        let signsIn = Duration.minutes(settings.ssoTokenMinutes)
        return opening(
            LuminateToken.singleSignOn, LuminateToken.longFormat, for: person, lifetime: max(Self.tokenLifetime, signsIn),
            [Self.signInUntilAttribute: String((context.now + signsIn).milliseconds)])
    }

    /// Returns the account of a single sign-on token, and whether the token can still log in. Returns nil if it is
    /// unknown. A token that can no longer log in is still proof for a session that is already logged in
    /// (Luminate.docc/Sessions.md).
    func holder(ofSingleSignOnToken token: String) throws -> (person: Person, logsIn: Bool, row: LiveSession)? {
        guard let live = try live(token, LuminateToken.singleSignOn), let person = live.person else { return nil }
        // A token from a fixture names no time and can log in as long as it exists.
        let until = live.session.attributes[Self.signInUntilAttribute].flatMap { Int64($0) } ?? .max
        return (person, context.now.milliseconds < until, live)
    }

    // MARK: Remembered logins

    /// How long a login is remembered.
    var rememberedLifetime: Duration { .seconds(86_400 * Int64(settings.rememberMeDays)) }

    /// Returns the account that a remembered login can log in, or nil if there is none.
    func holder(ofRememberedLogin token: String) throws -> Person? {
        guard let person = try live(token, LuminateToken.remembered)?.person, person.account.status == .active else { return nil }
        return person
    }

    /// Returns the row of a remembered login, or nil if there is none.
    func row(ofRememberedLogin token: String) throws -> TokenDigest? {
        try live(token, LuminateToken.remembered)?.session.digest
    }

    // MARK: Rows

    /// Returns the questions about the rows of tokens that a store is asked.
    func questions(about tokens: [String]) -> [StoreQuestion] {
        tokens.filter { $0.utf8.count <= LuminateToken.maximumLength }.map { users.question(aboutSessionOf: $0) }
    }

    /// Returns the questions about the sessions to which ids and nonces lead.
    func questions(aboutPointers tokens: [String]) -> [StoreQuestion] {
        tokens.filter { $0.utf8.count <= LuminateToken.maximumLength }
            .map { users.question(aboutSessionOf: $0, pointingBy: ClientSession.digestAttribute) }
    }

    private func live(_ token: String, _ kind: SessionKind) throws -> LiveSession? {
        guard token.utf8.count <= LuminateToken.maximumLength else { return nil }
        return try users.session(token: token, kind: kind, in: site)
    }

    private func opening(
        _ kind: SessionKind, _ format: TokenFormat, token: String? = nil, for person: Person? = nil, lifetime: Duration? = nil,
        idleTimeout: Duration? = nil, _ attributes: [String: String]
    ) -> SessionOpening {
        SessionOpening(
            kind: kind, account: person?.id, token: token, format: format, lifetime: lifetime, idleTimeout: idleTimeout,
            attributes: attributes)
    }
}
