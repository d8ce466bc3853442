import JSON

/// The settings of a site that concern all systems. They stand beside the systems' names, for all sites or for one.
struct SharedSettings: Sendable, Equatable {
    /// Whether failures in a row slow down further tries. Nil if each system says so itself.
    var throttle: Bool?

    /// The names of the settings.
    static let names = ["throttle"]

    /// Creates settings of which none is set.
    init() {}

    /// Reads the settings from an object that has others beside them.
    init(_ reader: inout JSONObjectReader) throws(JSONSchemaError) {
        throttle = try reader.bool("throttle")
    }

    /// Reads the settings of a site that has been checked.
    init(checked settings: JSON) {
        throttle = settings["throttle"]?.bool
    }

    /// Returns these settings, and in place of those that are not set the ones of `base`.
    func over(_ base: SharedSettings) -> SharedSettings {
        var merged = self
        merged.throttle = throttle ?? base.throttle
        return merged
    }
}
