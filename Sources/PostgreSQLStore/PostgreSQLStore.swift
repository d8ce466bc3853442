public import Accounts
import Synchronization

/// A store in a PostgreSQL database, which several processes may use at once. Nothing that matters is in a process.
///
/// An acknowledged change is committed, with whatever the database's replication guarantees for that. If a connection is
/// lost during a commit, the store asks the database whether the change was made, so that the answer is true: see
/// `CommitToken`. Transactions that interfere with each other are tried again.
///
/// A query is one round trip, and so are several questions together and a transaction: statements are sent in libpq's pipeline mode.
public final class PostgreSQLStore: AccountStore {
    let pool: Pool
    let latches = KnownLatches()
    let readings: ReadingQueue
    let upkeep: Upkeep

    /// Opens the store and creates its tables, or upgrades them, if they are not those of this release.
    public init(_ address: PostgreSQLAddress, settings: PostgreSQLSettings = PostgreSQLSettings()) throws(PostgreSQLOpeningError) {
        pool = Pool(address, settings)
        readings = ReadingQueue(pool)
        upkeep = Upkeep(pool)
        let error: SchemaError?
        do throws(Failure) {
            error = try pool.use { connection throws(Failure) in
                do throws(SchemaError) {
                    try Schema.bringUpToDate(connection)
                    return nil
                } catch {
                    return error
                }
            }
        } catch {
            throw Self.opening(address, .failed(error))
        }
        if let error { throw Self.opening(address, error) }
        guard upkeep.start() else { throw PostgreSQLOpeningError("the system starts no thread for the store") }
    }

    private static func opening(_ address: PostgreSQLAddress, _ error: SchemaError) -> PostgreSQLOpeningError {
        switch error {
        case .newer(let found, let known):
            PostgreSQLOpeningError(
                "store \(address) was written by a later release (schema \(found); this release knows up to \(known))")
        case .inUse:
            PostgreSQLOpeningError(
                "store \(address): its tables must be upgraded and are in use; end exports and backups of the database, and start again")
        case .failed(let failure): PostgreSQLOpeningError("store \(address): \(failure.reported.reason)")
        }
    }

    deinit {
        close()
    }

    /// The data are elsewhere.
    public var isRemote: Bool { true }

    /// Why the database cannot be used now, or nil. It is found out all the time by a thread of its own, so this returns at
    /// once.
    public var writeObstacle: StoreError? { upkeep.obstacle }

    /// Writes what nobody waits for, and closes the connections. Later calls throw, and so do those that wait for others' readings.
    public func close() {
        upkeep.stop()
        readings.close()
        pool.close()
    }

    /// How often the store has waited for an answer of the database, except to make connections and for what nobody waits for.
    package var roundTrips: Int { pool.roundTrips.count }

    /// Runs a query.
    func query(_ statement: Statement) throws(StoreError) -> ResultRows { try query([statement])[0] }

    /// Runs queries in one round trip. Queries change nothing, so those whose connection was lost are repeated over a new one.
    func query(_ statements: [Statement]) throws(StoreError) -> [ResultRows] {
        do throws(Failure) {
            do throws(Failure) {
                return try pool.use { connection throws(Failure) in try connection.run(statements) }
            } catch .lost {
                return try pool.use(fresh: true) { connection throws(Failure) in try connection.run(statements) }
            }
        } catch {
            throw error.reported
        }
    }
}

/// Why a store could not be opened. The description is one line for the person who started the program.
public struct PostgreSQLOpeningError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The problem, with the address of the store.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
