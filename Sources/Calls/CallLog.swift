import Accounts
public import HTTP
import Operations

/// Receives a log line about a call that was not done: the system, the operation, and the reason. The text contains no
/// secret. It is called on the thread that answers.
public typealias CallLog = @Sendable (CallLogLevel, String) -> Void

/// How important a line about a call is to the operator.
public enum CallLogLevel: Sendable {
    /// The call was refused because of the caller or of what it sent.
    case refused
    /// An internal failure, for example of the store. The caller is not told the details.
    case failed
}

/// An observer that logs each call that was not done, or not in full, if the reason is known.
public struct CallLogger: CallObserver {
    private let log: CallLog

    /// Creates an observer that writes to a log.
    public init(_ log: @escaping CallLog) {
        self.log = log
    }

    /// Writes the line.
    public func answered(_ call: CallContext, with response: HTTPResponse) {
        guard let reason = call.reason else { return }
        let place = "\(call.service?.logPrefix ?? "")\(call.row?.name ?? "request")"
        log(call.outcome == .failed || call.failure != nil ? .failed : .refused, "\(place): \(reason)")
    }
}

/// Returns the code of an internal failure. The outcome follows from it.
func failureCode(of error: any Error) -> CallReason {
    switch storeError(in: error) {
    case .siteGone, .tryAgain, .unavailable: return .busy
    case .some: return .storeFailed
    case nil: break
    }
    return error as? Trouble == .outOfMemory ? .busy : .unforeseen
}

/// Returns the error of the store that an internal failure is or contains, or nil.
func storeError(in error: any Error) -> StoreError? {
    if case .store(let error) = error as? Trouble { return error }
    return error as? StoreError
}

extension CallReason {
    /// The outcome of a call that ends by an internal failure with this code.
    var outcomeOfFailure: CallOutcome { self == .busy ? .busy : .failed }
}

/// Returns the log text for an internal failure: the store's reason if the store failed. For an unforeseen error it is
/// only the type's name, because the error's content may be a secret.
public func failureReason(of error: any Error) -> String {
    if let error = storeError(in: error) { return Trouble.store(error).reason }
    return (error as? Trouble)?.reason ?? "unforeseen error: \(type(of: error))"
}
