import Accounts

/// Why something was not done inside the store.
enum Failure: Error, Hashable, Sendable {
    /// SQLite refused.
    case sqlite(ResultCode)
    /// What was asked contradicts what is there.
    case refused(StoreError)
    /// The disk did not confirm a commit.
    case unconfirmed(ResultCode)
    /// The store was closed.
    case closed

    /// What a failed write is called outside.
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

    /// The code with which the disk refused a write; nil when it was something else that failed.
    var refusalOfDisk: ResultCode? {
        guard case .sqlite(let code) = self else { return nil }
        switch code {
        case .full, .readOnly, .ioError, .cannotOpen, .permission: return code
        default: return nil
        }
    }

    /// What a failed read is called outside.
    var whenReading: StoreError {
        switch self {
        case .refused(let error): error
        case .unconfirmed(let code): .failed(code.description)
        case .closed: .failed("the store is closed")
        case .sqlite(let code): .failed(code.description)
        }
    }
}
