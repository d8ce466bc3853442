/// How certain it is that the vendor's server answers in the same way. A tester learns from it on what a client may rely.
public enum Certainty: String, Sendable, CaseIterable {
    /// The vendor's documentation says so.
    case documented
    /// Public clients of the vendor's server show it, or ASP.NET is known to do it.
    case seen
    /// Nothing public says what the vendor's server does. This server's answer is a choice.
    case chosen
}
