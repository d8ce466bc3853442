/// Why a session ended before its time.
public enum SessionEndCause: String, Sendable, CaseIterable {
    /// A newer session of the same account took its place.
    case newerSignIn = "newer_sign_in"
    /// The password of its account was changed.
    case passwordChange = "password_change"
    /// Its own caller ended it, or a new login of the same browser did.
    case signOut = "sign_out"
    /// The admin API ended it.
    case admin
    /// A fault rule ended it.
    case faultRule = "fault_rule"
    /// A token was exchanged for the next one.
    case renewed
    /// Its account was locked or disabled.
    case accountClosed = "account_closed"
    /// Its account was deleted.
    case accountDeleted = "account_deleted"

    /// The cause in words, as the end of a sentence.
    public var words: String {
        switch self {
        case .newerSignIn: "a newer sign-in took its place"
        case .passwordChange: "the password was changed"
        case .signOut: "it was signed out"
        case .admin: "the admin API ended it"
        case .faultRule: "a fault rule ended it"
        case .renewed: "its token was exchanged for the next one"
        case .accountClosed: "its account was locked or disabled"
        case .accountDeleted: "its account was deleted"
        }
    }
}

/// A session that ended before its time, and why.
public struct EndedSession: Sendable {
    /// The session, without its attributes.
    public let session: Session
    /// When it ended, by its site's clock.
    public let at: Timestamp
    /// Why it ended.
    public let cause: SessionEndCause
}

/// Why the session of a token is not the one that a call needs.
public enum SessionFate: Hashable, Sendable {
    /// It was ended at a moment.
    case ended(at: Timestamp, by: SessionEndCause)
    /// It expired at a moment: because nobody had used it for `idle`, or, if that is nil, because its time was over.
    case expired(at: Timestamp, idle: Duration?)
    /// It is live, and its kind is another one.
    case otherKind

    /// Returns the fate of a session that is not live at a moment, or nil if it is.
    init?(ofExpired session: Session, at now: Timestamp) {
        guard !session.isLive(at: now), let end = session.endsAt else { return nil }
        self = .expired(at: end, idle: end == session.expiresAt ? nil : session.idleTimeout)
    }
}
