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

/// Returns the code of an internal failure.
func failureCode(of error: any Error) -> CallReason {
    switch error {
    case Trouble.outOfMemory, StoreError.siteGone, Trouble.store(.siteGone): .busy
    case _ where isStoreAway(error): .busy
    case is StoreError, Trouble.store: .storeFailed
    default: .unforeseen
    }
}

/// Returns whether an internal failure is that the store cannot be reached now.
func isStoreAway(_ error: any Error) -> Bool {
    switch error {
    case StoreError.unavailable, Trouble.store(.unavailable): true
    default: false
    }
}

/// Returns the log text for an internal failure: the store's reason if the store failed. For an unforeseen error it is
/// only the type's name, because the error's content may be a secret.
public func failureReason(of error: any Error) -> String {
    switch error {
    case let error as StoreError: return Trouble.store(error).reason
    case let trouble as Trouble: return trouble.reason
    default: return "unforeseen error: \(type(of: error))"
    }
}
