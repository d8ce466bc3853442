public import TestSupport

/// Earlier names.
extension Stage {
    /// The stage itself.
    public var world: Stage { self }
    /// The log.
    public var reasons: LoggedCalls { log }
}

/// An earlier name.
public typealias World = Stage
