public import SOAP

/// A set of SOAP versions. It is used five times for each message, and a `Set` would hash each time.
public struct SOAPVersions: Hashable, Sendable, ExpressibleByArrayLiteral {
    private var has11 = false
    private var has12 = false

    /// Creates a set of the listed versions.
    public init(arrayLiteral versions: SOAPVersion...) {
        for version in versions { insert(version) }
    }

    /// Returns whether the set contains a version.
    public func contains(_ version: SOAPVersion) -> Bool {
        switch version {
        case .v1_1: has11
        case .v1_2: has12
        }
    }

    /// Adds a version.
    public mutating func insert(_ version: SOAPVersion) {
        switch version {
        case .v1_1: has11 = true
        case .v1_2: has12 = true
        }
    }
}
