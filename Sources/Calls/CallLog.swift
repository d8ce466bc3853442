import Accounts
public import HTTP
import Operations

/// Takes a line about a call that was not done: which system's, which operation, and why. No secret is among the words. Called on the thread
/// that answers.
public typealias CallLog = @Sendable (CallLogLevel, String) -> Void

/// How much a line about a call matters to the operator.
public enum CallLogLevel: Sendable {
    /// The call was refused for what the caller sent or is.
    case refused
    /// Something of ours failed, such as the store; the caller is not told what.
    case failed
}

/// Writes a line for each call that was not done and whose reason is known.
public struct CallLogger: CallObserver {
    private let log: CallLog

    /// An observer that writes to a log.
    public init(_ log: @escaping CallLog) {
        self.log = log
    }

    /// Writes the line.
    public func answered(_ call: CallContext, with response: HTTPResponse) {
        guard call.outcome != .ok, let reason = call.reason else { return }
        let place = "\(call.service?.logPrefix ?? "")\(call.row?.name ?? "request")"
        log(call.outcome == .failed ? .failed : .refused, "\(place): \(reason)")
    }
}

/// Why a call failed that nobody was to blame for, in words for the log: the store's reason where it was the store. Of an error nobody
/// foresaw only the type is named, since what it holds may be a secret.
public func failureReason(of error: any Error) -> String {
    switch error {
    case let error as StoreError: return Trouble.store(error).reason
    case let trouble as Trouble: return trouble.reason
    default: return "unforeseen error: \(type(of: error))"
    }
}
