/// What a caller must prove. Source: Luminate.docc/Methods.md.
public enum CallerRequirement: Sendable {
    /// The server servlet requires an API administrator's name and password. The client servlet requires nothing.
    case server
    /// The same, and the client servlet requires a logged-in session and its token. The vendor's page does not say so in its
    /// table but in its text.
    case serverAndLogin
    /// The server servlet requires an API administrator's name and password, and the client servlet a logged-in session and
    /// its token.
    case required
    /// Nothing is required.
    case none

    /// What the vendor's page says: `Server.`, `Yes.` or `No.`
    public var word: String {
        switch self {
        case .server, .serverAndLogin: "Server."
        case .required: "Yes."
        case .none: "No."
        }
    }

    /// Whether the client servlet requires a logged-in session and its token.
    var needsLogin: Bool { self == .required || self == .serverAndLogin }
}
