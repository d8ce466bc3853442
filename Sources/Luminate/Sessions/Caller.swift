import Accounts

/// The caller, once known.
enum Caller: Sendable {
    /// An API administrator, on the server servlet.
    case administrator(Person)
    /// Any caller on the client servlet, with the session of the request.
    case visitor(ClientSession?)
    /// A constituent with a valid token, on the client servlet. The session is nil if the request had only a single
    /// sign-on token.
    case constituent(Person, ClientSession?, LiveSession?)

    var session: ClientSession? {
        switch self {
        case .administrator: nil
        case .visitor(let session), .constituent(_, let session, _): session
        }
    }

    /// The row of the single sign-on token that identifies the caller. Nil if something else does.
    var proof: LiveSession? {
        if case .constituent(_, _, let proof) = self { proof } else { nil }
    }
}
