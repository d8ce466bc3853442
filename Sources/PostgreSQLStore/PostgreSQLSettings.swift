/// How a store uses its database.
public struct PostgreSQLSettings: Hashable, Sendable {
    /// The greatest number of connections. PostgreSQL allows 100 in all unless it is configured otherwise.
    public var connections = 16
    /// How long to try to connect to one host. libpq counts in whole seconds and takes 1 for 2.
    public var connectTimeout = Duration.seconds(2)
    /// How long a statement may take, and how long a call waits for a free connection.
    public var statementTimeout = Duration.seconds(5)

    /// Creates the default settings.
    public init() {}
}
