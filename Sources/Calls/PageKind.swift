/// What a page or a document shows that is no call of an operation.
public enum PageKind: String, Sendable, CaseIterable {
    /// What is served, at the root.
    case frontPage = "front_page"
    /// A help page of a service or of an operation, or its style or script.
    case helpPage = "help_page"
    /// A service's contract, or its schema.
    case contract
    /// A service's discovery document.
    case discovery
    /// A page that belongs to a browser's session.
    case sessionPage = "session_page"
}
