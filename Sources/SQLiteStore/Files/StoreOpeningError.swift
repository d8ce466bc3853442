/// Why a store could not be opened. The description is one line for the person who started the program.
public struct StoreOpeningError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of reason.
    public enum Kind: Hashable, Sendable {
        /// Another process uses the directory.
        case inUse
        /// The directory or a file in it cannot be created, read or written.
        case inaccessible
        /// A later release has written it.
        case newer
        /// An earlier release has written it, and it was not upgraded yet.
        case older
        /// An import into the directory was interrupted.
        case incomplete
        /// The directory has a store, and was to have none.
        case occupied
        /// The file is not a store.
        case notAStore
        /// A store was created in the directory before, and its database or its log is missing or belongs to another.
        case lost
    }

    /// The kind of reason.
    public let kind: Kind
    /// The problem, with the name of the directory.
    public let description: String

    static func inUse(_ directory: String) -> Self {
        Self(
            kind: .inUse,
            description: "data directory \(directory) is in use by another process; stop it, or name a directory without a store")
    }

    static func inaccessible(_ directory: String, _ why: String) -> Self {
        Self(kind: .inaccessible, description: "data directory \(directory): \(why)")
    }

    static func temporary(_ directory: String) -> Self {
        Self(
            kind: .inaccessible,
            description: "data directory \(directory) is a temporary one, which will be removed; give another "
                + "(to keep what is in it, move it elsewhere and delete \(TemporaryDirectory.markName) in it)")
    }

    static func noTemporaryPlace(_ place: String, _ why: String) -> Self {
        Self(
            kind: .inaccessible,
            description: "no temporary place for the database can be made in \(place): \(why); "
                + "set TMPDIR to a directory that can be written, or name one to keep the data in")
    }

    static func newer(_ directory: String, found: Int, known: Int) -> Self {
        Self(
            kind: .newer,
            description: "data directory \(directory) was written by a later release (schema \(found); this release knows up to \(known))")
    }

    /// Returns the error for a lost database. `keeping` is the file which shows that there was a store.
    static func lost(_ directory: String, _ what: String, keeping file: String) -> Self {
        Self(
            kind: .lost,
            description: "data directory \(directory): its database \(DataDirectory.databaseName) \(what), but \(file) shows that a store "
                + "was made here; remove \(logAndIndex) and put the database back from a copy, or start from the copy's own directory, "
                + "or, to begin anew without what was in it, remove \(file) as well")
    }

    /// Returns the error for a missing log.
    static func logLost(_ directory: String) -> Self {
        Self(
            kind: .lost,
            description: "data directory \(directory): the log \(DataDirectory.logName) of its database is missing or empty, but "
                + "\(DataDirectory.openName) shows that the store was not stopped in order; put the log back, or, if the database is a whole "
                + "copy or to go on without the changes that were in the log, remove \(DataDirectory.openName)")
    }

    /// Returns the error for a log beside a database that was put there after the log's own was lost.
    static func foreignLog(_ directory: String) -> Self {
        Self(
            kind: .lost,
            description: "data directory \(directory): its database was lost, and the log \(DataDirectory.logName) beside the one that "
                + "is there now belongs to the lost one; remove \(logAndIndex), or, if the lost one itself is back, "
                + "\(DataDirectory.lostName)")
    }

    /// Returns the error for a directory with an import that has not come to its end.
    static func halfImported(_ directory: String) -> Self {
        Self(
            kind: .incomplete,
            description:
                "data directory \(directory): \(DataDirectory.importName) shows that an import was interrupted, so the store is not "
                + "whole; run understudy import again, or, to begin anew, remove \(DataDirectory.databaseName) and then "
                + "\(DataDirectory.importName)")
    }

    /// Returns the error for a directory without a store.
    static func noStore(_ directory: String) -> Self {
        Self(kind: .inaccessible, description: "data directory \(directory): there is no store in it")
    }

    /// Returns the error for a directory that has a store where one is to be put.
    static func occupied(_ directory: String) -> Self {
        Self(
            kind: .occupied,
            description: "data directory \(directory): there is a store in it, which is not overwritten; name a directory without one, "
                + "or move that store away with all of its files")
    }

    /// Returns the error for a backup that cannot be used.
    static func backup(_ file: String, _ why: String) -> Self { Self(kind: .notAStore, description: "backup \(file): \(why)") }

    /// Returns the error for a backup that cannot be opened.
    static func unreadable(_ file: String, _ why: String) -> Self { Self(kind: .inaccessible, description: "cannot read \(file): \(why)") }

    /// Returns the error for a file that is no backup.
    static func noBackup(_ file: String) -> Self {
        backup(file, "this is no backup that understudy backup has written; understudy import takes an export")
    }

    /// Returns the error for a store that must be upgraded before it can be read.
    static func older(_ directory: String, found: Int, known: Int) -> Self {
        Self(
            kind: .older,
            description: "data directory \(directory) was written by an earlier release (schema \(found); this release's is \(known)); "
                + "start understudy serve on it once, which upgrades it")
    }

    /// The files that must not stay beside a copy of the database.
    private static let logAndIndex = "\(DataDirectory.logName) and \(DataDirectory.databaseName)-shm"

    static func notAStore(_ directory: String, _ why: String) -> Self {
        Self(kind: .notAStore, description: "data directory \(directory): the database is not one of ours (\(why))")
    }
}
