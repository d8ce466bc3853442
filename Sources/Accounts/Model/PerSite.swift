/// A value that may differ from site to site: one for all, and exceptions.
public struct PerSite<Value: Sendable>: Sendable {
    /// The values, in a place of their own: who holds settings is copied several times a call, and they are large.
    private final class Values: Sendable {
        let common: Value
        let exceptions: [SiteID: Value]

        init(_ common: Value, _ exceptions: [SiteID: Value]) {
            self.common = common
            self.exceptions = exceptions
        }
    }

    private let values: Values

    /// One value for all sites but those named.
    public init(_ common: Value, except exceptions: [SiteID: Value] = [:]) {
        values = Values(common, exceptions)
    }

    /// What a function makes of each value.
    public func map<Result>(_ transform: (Value) -> Result) -> PerSite<Result> {
        PerSite<Result>(transform(values.common), except: values.exceptions.mapValues(transform))
    }

    /// The value that holds for a site.
    public subscript(site: SiteID) -> Value {
        values.exceptions.isEmpty ? values.common : values.exceptions[site] ?? values.common
    }
}
