import Accounts

/// An error inside the store.
enum Failure: Error, Hashable, Sendable {
    /// The server refused a statement: its index in the batch, and why.
    case refused(Int, SQLState, String)
    /// The connection was lost, or the server was too slow. What was sent may have been done or not.
    case lost(String)
    /// The connection was lost during a commit, and it could not be found out whether it was made.
    case unknown(String)
    /// No connection could be made, or none was free. Nothing was done.
    case unavailable(String)
    /// The store was closed.
    case closed

    /// What a call gets for a reading that has failed and that some calls share. Nil if it may succeed when the call asks by itself.
    func answers(toEachOf calls: Int) -> Result<[StoreAnswer], StoreError>? {
        switch self {
        case .lost: nil
        case .refused where calls > 1: nil
        case .refused, .unknown, .unavailable, .closed: .failure(reported)
        }
    }

    /// The error to report for a call that changes nothing, or whose changes were certainly not made.
    var reported: StoreError {
        switch self {
        case .refused(_, let state, let message):
            if state.isInterference { return .tryAgain(message) }
            if state.isPassing { return .unavailable("\(message) (\(state.code))") }
            return state.isLackOfRoom ? .cannotWrite("\(message) (\(state.code))") : .failed("\(message) (\(state.code))")
        case .lost(let why): return .unavailable("the connection to the database was lost: \(why)")
        case .unknown(let why): return .outcomeUnknown(why)
        case .unavailable(let why): return .unavailable("the database cannot be reached: \(why)")
        case .closed: return .failed("the store is closed")
        }
    }
}

/// A five-character code of the SQL standard for an error.
struct SQLState: Hashable, Sendable {
    /// The code, such as `40001`.
    let code: String

    init(_ code: String) {
        self.code = code
    }

    /// A condition of a statement is false. Statements of this store divide by zero to say so.
    static let divisionByZero = SQLState("22012")
    /// Another row has the key.
    static let uniqueViolation = SQLState("23505")
    /// Something that is to be created is there already.
    static let duplicateTable = SQLState("42P07")
    static let duplicateSchema = SQLState("42P06")
    /// A lock was not free, or not soon enough.
    static let lockNotAvailable = SQLState("55P03")

    /// Whether transactions interfered with each other, so that the same one may succeed if it is repeated: a
    /// serialization failure, a deadlock, or a lock that was not free.
    var isInterference: Bool { ["40001", "40P01"].contains(code) || self == .lockNotAvailable }

    /// Whether the server cannot do this now, but soon may: the statement took too long, all connections are taken, or the
    /// server is read-only, as a standby is before it takes over.
    var isPassing: Bool { ["57014", "53300", "25006"].contains(code) }

    /// Whether the server has no room.
    var isLackOfRoom: Bool { code.hasPrefix("53") }

    /// Whether the server ends the connection: it is shut down, or a standby takes over.
    var endsConnection: Bool { code.hasPrefix("57P") || code.hasPrefix("08") }
}
