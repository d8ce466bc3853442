/// What a caller must prove. Source: Luminate.docc/Methods.md.
public enum CallerRequirement: String, Sendable {
    /// The server servlet requires an API administrator's name and password. The client servlet requires nothing.
    case server = "Server."
    /// In addition, the client servlet requires a logged-in session and its token.
    case required = "Yes."
    /// Nothing is required.
    case none = "No."
}
