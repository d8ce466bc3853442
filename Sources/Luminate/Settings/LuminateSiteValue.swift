/// The values that Luminate stores for a site.
enum LuminateSiteValue {
    /// The name of the value with an interaction type. Its value is the type's name.
    static func interactionType(_ id: Int64) -> String { "luminate.interaction_type.\(id)" }
}
