public import Accounts

/// A store in one SQLite database in a directory of its own.
///
/// Reads use a pool of connections and never wait for writes. All writes go through one thread, which commits those that
/// arrive together in one transaction. An acknowledged write is on disk, unless the store is ephemeral. If the disk is
/// full or refuses a write, writes fail with `StoreError.cannotWrite` and reads still work. Writes succeed again as soon
/// as there is room.
public final class SQLiteStore: AccountStore {
    /// The guarantee that an acknowledgement gives.
    public enum Durability: Sendable {
        /// The change survives a crash of the program or the system, and a power loss.
        case durable
        /// The change survives a crash of the program. After a power loss the last ones may be missing, and what is there is whole. For
        /// filling a store: it has memory for the indexes of some million accounts.
        case bulk
        /// The change survives a crash of the program. For temporary stores.
        case ephemeral
    }

    /// The number of connections that read at once. A look-up takes microseconds, so more would only use memory. With
    /// fewer, one that waits for the disk would delay the others.
    private static let readers = 8

    /// The default memory for cached look-ups of identities: 32 MiB, enough for a million users. It is taken as needed,
    /// and never by a server without look-ups.
    public static let defaultLookupBytes = 32 << 20

    /// The memory for cached people: 64 MiB, enough for about 200,000. It is taken as needed.
    private static let personBytes = 64 << 20

    let directory: DataDirectory
    private let isTemporary: Bool
    /// The guarantee of this store.
    let durability: Durability
    let pool: ReaderPool
    let writer: Writer
    let lookups: LookupCache
    let people: PersonCache
    let schemes = SchemeTable()
    let uses = SiteUses()
    let notes = SiteNotes()

    /// Opens the store in a directory, or creates it there. The directory is locked against other processes.
    ///
    /// - Parameters:
    ///   - directory: The directory.
    ///   - durability: The guarantee that an acknowledgement gives.
    ///   - lookupBytes: The memory in bytes for cached look-ups of identities. With 0 neither these nor people are cached.
    /// - Throws: If the directory cannot be used or another process uses it. If it was created for a ``temporary(in:)``
    ///   store, because it would be deleted with the data in it. If a store was created in it before and its database is
    ///   missing, empty or without tables, because a new one must not take its place. If the store was not closed and its
    ///   log is missing or belongs to a database that was lost. If an import into it was interrupted.
    public convenience init(
        directory: String, durability: Durability = .durable, lookupBytes: Int = SQLiteStore.defaultLookupBytes
    ) throws(StoreOpeningError) {
        guard !TemporaryDirectory.isMarked(directory) else { throw .temporary(directory) }
        try self.init(DataDirectory(locking: directory), durability: durability, isTemporary: false, lookupBytes: lookupBytes)
    }

    /// Returns whether a directory has a store.
    public static func exists(in directory: String) -> Bool { DataDirectory.hasStore(directory) }

    /// Creates a temporary store. It is deleted by ``close()``, or at the latest when the next one is created after
    /// this process has ended.
    ///
    /// - Parameter place: The directory in which to create its own. The default is the system's directory for temporary
    ///   files.
    public static func temporary(in place: String? = nil) throws(StoreOpeningError) -> SQLiteStore {
        let directory = try TemporaryDirectory.make(in: place ?? TemporaryDirectory.systemPlace)
        return try SQLiteStore(directory, durability: .ephemeral, isTemporary: true, lookupBytes: defaultLookupBytes)
    }

    private init(
        _ directory: DataDirectory, durability: Durability, isTemporary: Bool, lookupBytes: Int
    ) throws(StoreOpeningError) {
        self.directory = directory
        self.isTemporary = isTemporary
        self.durability = durability
        pool = ReaderPool(path: directory.database, limit: Self.readers)
        lookups = LookupCache(bytes: lookupBytes)
        people = PersonCache(bytes: lookupBytes == 0 ? 0 : Self.personBytes)
        guard !directory.isMarkedAsImporting else { throw .halfImported(directory.path) }
        try directory.makeDatabase()
        do {
            let connection = try Self.connect(to: directory, durability)
            try schemes.load(from: connection)
            writer = try Writer(connection, beside: pool, lookups, people, logLimit: Tuning.logLimit(durability)) { [weak directory] in
                try? directory?.markAsClosed()
            }
            try writer.start()
            // If this fails, the next opening tries again. Nobody sees what is left.
            try? deleteRemains()
        } catch let error as StoreOpeningError {
            throw error
        } catch let error as Failure {
            throw Schema.opening(error, in: directory.path)
        } catch {
            throw .inaccessible(directory.path, "\(error)")
        }
    }

    /// Returns a connection for the writer, to a database of the current version. The directory's marks are made.
    private static func connect(to directory: DataDirectory, _ durability: Durability) throws -> Connection {
        do {
            let connection = try Connection(path: directory.database, readOnly: false)
            try connection.execute(Tuning.writer(durability))
            try Schema.bringUpToDate(connection, in: directory.path, mayBeNew: !directory.isMarkedAsMade)
            guard durability != .ephemeral else { return connection }
            // The log must not be empty when a mark says that it belongs to the store.
            try connection.touch()
            if !directory.isMarkedAsMade {
                // The tables must be in the database itself before the mark says that there are any.
                try connection.copyLog()
                try directory.markAsMade()
            }
            // Where a file system has no shared memory, SQLite keeps no such log.
            if directory.hasLog { try directory.markAsOpen() }
            return connection
        } catch {
            // SQLite deletes the log when the last connection is closed, after copying it.
            if !directory.hasLog { try? directory.markAsClosed() }
            throw error
        }
    }

    deinit {
        close()
    }

    /// The path of the directory.
    public var path: String { directory.path }

    /// Completes all writes and closes the database. Later calls throw. The directory stays locked as long as the store
    /// exists.
    public func close() {
        // Readers first: the log cannot be merged into the database while one of them keeps a snapshot of it.
        pool.close()
        writer.close()
        lookups.close()
        people.close()
        if isTemporary { TemporaryDirectory.remove(directory.path) }
    }

    /// Closes the store and deletes its database, so that the next one opened in the directory is empty.
    public func destroy() {
        close()
        directory.removeDatabase()
    }

    /// Deletes the database in a directory, whatever its state. The directory is locked against other processes
    /// meanwhile. Throws if it was created for a ``temporary(in:)`` store.
    public static func destroy(directory: String) throws(StoreOpeningError) {
        guard !TemporaryDirectory.isMarked(directory) else { throw .temporary(directory) }
        try DataDirectory(locking: directory).removeDatabase()
    }

    /// Copies the log's content into the database file, as far as no reader prevents it. Committed changes are on disk
    /// either way. This is for people who copy files, or lose one.
    public func copyLog() throws(StoreError) {
        do {
            try writer.copyLog()
        } catch {
            throw error.whenWriting
        }
    }

    /// The error that prevents writing now, or nil. Once a read or a write has found the database damaged, that error
    /// stays.
    public var writeObstacle: StoreError? { writer.obstacle?.whenWriting }

    func read<Result>(_ body: (Connection) throws(Failure) -> Result) throws(StoreError) -> Result {
        do {
            return try pool.read(body)
        } catch {
            writer.note(error)
            throw error.whenReading
        }
    }

    /// Reads the rows of a site. Throws if the site was restored before the end.
    func read<Result>(in site: SiteID, _ body: (Connection) throws(Failure) -> Result) throws(StoreError) -> Result {
        let result = Swift.Result { () throws(StoreError) in try read(body) }
        guard uses.isCurrent(site) else { throw .siteGone }
        return try result.get()
    }

    func write<Result: Sendable>(_ body: @escaping @Sendable (Connection) throws(Failure) -> Result) throws(StoreError) -> Result {
        do {
            return try writer.write(body)
        } catch {
            throw error.whenWriting
        }
    }
}
