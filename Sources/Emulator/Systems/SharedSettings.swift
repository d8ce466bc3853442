import JSON

/// The settings of a site that concern all systems. They stand beside the systems' names, for all sites or for one.
struct SharedSettings: Sendable, Equatable {
    /// Whether failures in a row slow down further tries. Nil if each system says so itself.
    var throttle: Bool?
    /// Whether answers name the call's entry in the journal and the reason why it was not done. Nil for no.
    var reveal: Bool?

    private enum Name: String, CaseIterable {
        case throttle, reveal
    }

    /// The names of the settings.
    static let names = Name.allCases.map(\.rawValue)

    /// Creates settings without values.
    init() {}

    /// Reads the settings from an object that has others beside them.
    init(_ reader: inout JSONObjectReader) throws(JSONSchemaError) {
        throttle = try reader.bool(Name.throttle.rawValue)
        reveal = try reader.bool(Name.reveal.rawValue)
    }

    /// Reads the settings of a site that has been checked.
    init(checked settings: JSON) {
        throttle = settings[Name.throttle.rawValue]?.bool
        reveal = settings[Name.reveal.rawValue]?.bool
    }

    /// Returns these settings. A setting without a value gets that of `base`.
    func over(_ base: SharedSettings) -> SharedSettings {
        var merged = self
        merged.throttle = throttle ?? base.throttle
        merged.reveal = reveal ?? base.reveal
        return merged
    }

    /// What an operator with people's real data should know about the settings.
    var cautions: [Caution] {
        guard reveal == true else { return [] }
        return [
            Caution(
                "answers say to everybody why a call was refused, also whether an account exists",
                advice: "leave out \(Name.reveal.rawValue) from the settings")
        ]
    }
}
