public import SOAP

/// A set of SOAP versions. It is asked five times a message, and a `Set` would hash each time.
public struct SOAPVersions: Hashable, Sendable, ExpressibleByArrayLiteral {
    private var has11 = false
    private var has12 = false

    /// The versions listed.
    public init(arrayLiteral versions: SOAPVersion...) {
        for version in versions { insert(version) }
    }

    /// Whether a version is in it.
    public func contains(_ version: SOAPVersion) -> Bool {
        switch version {
        case .v1_1: has11
        case .v1_2: has12
        }
    }

    /// Puts a version in.
    public mutating func insert(_ version: SOAPVersion) {
        switch version {
        case .v1_1: has11 = true
        case .v1_2: has12 = true
        }
    }
}
