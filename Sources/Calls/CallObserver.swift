public import HTTP

/// Somebody who is told of every call: the log, later a journal or rules that make calls fail.
public protocol CallObserver: Sendable {
    /// The operation is known, and nothing has been done yet.
    func found(_ call: CallContext)
    /// The caller is known and let in; the operation has not run yet.
    func admitted(_ call: CallContext)
    /// The answer is known and is about to be sent. Called once for each request, also for one that there was no room for, that could not be
    /// read, or that is for no operation.
    func answered(_ call: CallContext, with response: HTTPResponse)
}

extension CallObserver {
    /// Takes no notice.
    public func found(_ call: CallContext) {}
    /// Takes no notice.
    public func admitted(_ call: CallContext) {}
    /// Takes no notice.
    public func answered(_ call: CallContext, with response: HTTPResponse) {}
}

/// Those who are told of calls, in the order in which they are told.
public struct CallObservers: Sendable {
    let all: [any CallObserver]

    /// These observers.
    public init(_ observers: any CallObserver...) {
        all = observers
    }

    /// These observers.
    public init(_ observers: [any CallObserver]) {
        all = observers
    }
}
