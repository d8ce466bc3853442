/// The settings of a site, shared by all its calls. A call has them in several places, and each copy would retain all of them.
@dynamicMemberLookup
final class SiteSettings: Sendable {
    private let values: LuminateSettings

    init(_ values: LuminateSettings) {
        self.values = values
    }

    subscript<Value>(dynamicMember member: KeyPath<LuminateSettings, Value>) -> Value { values[keyPath: member] }
}
