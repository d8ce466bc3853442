import Understudy

/// Where `serve` keeps the accounts: in a temporary directory, in one that stays, or in a database that several processes
/// share.
struct StoreOptions {
    /// The data directory. Nil if there is none.
    let data: String?
    /// The place of the database.
    let location: ServerOptions.Location
    /// The number of connections to a database. Nil for the default.
    private let connections: Int?
    /// How many seconds to try to connect. Nil for the default.
    private let connectTimeout: Int?
    /// How many seconds a statement may take. Nil for the default.
    private let timeout: Int?

    /// Whether the accounts outlive the process.
    var isKept: Bool { location != .temporary }

    /// The place in words for the log. It contains no user's name and no password.
    var name: String {
        switch location {
        case .temporary: "temporary"
        case .directory(let folder): folder
        case .database(let address): "\(address)"
        }
    }

    init(_ values: OptionValues) throws(CommandFailure) {
        data = values[.data]?.text
        location = try Self.location(values)
        connections = try Self.number(values, .storeConnections, 1...1000)
        connectTimeout = try Self.number(values, .storeConnectTimeout, 2...60)
        timeout = try Self.number(values, .storeTimeout, 1...600)
    }

    /// Sets the place of the database and how it is used.
    func apply(to server: inout ServerOptions) {
        server.location = location
        server.useDatabase(
            connections: connections, connectTimeout: connectTimeout.map { .seconds($0) }, statementTimeout: timeout.map { .seconds($0) })
    }

    private static func location(_ values: OptionValues) throws(CommandFailure) -> ServerOptions.Location {
        let data = values[.data]
        guard let store = values[.store] else { return data.map { .directory($0.text) } ?? .temporary }
        if let data {
            throw .usage(
                "\(store.origin), \(data.origin): the accounts are either in a database or in a directory; leave out one of the two")
        }
        do throws(ServerError) {
            return try .database(at: store.text)
        } catch {
            // The value may contain a password, so it is not repeated.
            throw .usage("\(store.origin): the value \(error)")
        }
    }

    /// Returns a whole number. It is refused without a database, where it has no meaning.
    private static func number(_ values: OptionValues, _ option: Option, _ range: ClosedRange<Int>) throws(CommandFailure) -> Int? {
        guard let value = values[option] else { return nil }
        guard values[.store] != nil else {
            throw .usage("\(value.origin): this is for a database; it needs \(value.spelling(of: .store)) beside it")
        }
        guard let number = Int(value.text), range.contains(number) else {
            throw .usage("\(value.origin): \"\(value.text)\" is no whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}
