import Accounts

/// An error inside the store.
enum Failure: Error, Hashable, Sendable {
    /// SQLite returned an error.
    case sqlite(ResultCode)
    /// A change conflicts with stored data.
    case refused(StoreError)
    /// The disk did not confirm a commit.
    case unconfirmed(ResultCode)
    /// The store was closed.
    case closed

    /// The error to report for a failed write.
    var whenWriting: StoreError {
        switch self {
        case .refused(let error): return error
        case .unconfirmed(let code): return .outcomeUnknown(code.description)
        case .closed: return .failed("the store is closed")
        case .sqlite(let code):
            switch code {
            case .full, .readOnly, .ioError, .cannotOpen, .permission, .busy, .locked: return .cannotWrite(code.description)
            default: return .failed(code.description)
            }
        }
    }

    /// The code with which the disk refused a write. Nil for every other error.
    var refusalOfDisk: ResultCode? {
        guard case .sqlite(let code) = self else { return nil }
        switch code {
        case .full, .readOnly, .ioError, .cannotOpen, .permission: return code
        default: return nil
        }
    }

    /// The code which shows that the database is damaged. Nil for every other error.
    var damage: ResultCode? {
        guard case .sqlite(let code) = self else { return nil }
        switch code {
        case .corrupt, .notADatabase: return code
        default: return nil
        }
    }

    /// The error to report for a failed read.
    var whenReading: StoreError {
        switch self {
        case .refused(let error): error
        case .unconfirmed(let code): .failed(code.description)
        case .closed: .failed("the store is closed")
        case .sqlite(let code): .failed(code.description)
        }
    }
}
