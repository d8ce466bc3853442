public import HTTP

/// An observer of all calls, such as the log.
public protocol CallObserver: Sendable {
    /// Whether it reads ``CallContext/account``. If no observer does, a remote store is not asked for the account.
    var wantsAccount: Bool { get }

    /// The call waits for a thread that does its work. No other thread works on it yet.
    func waits(_ call: CallContext)
    /// The operation is known. Nothing has been done yet.
    func found(_ call: CallContext)
    /// The caller is known and admitted. The operation has not run yet.
    func admitted(_ call: CallContext)
    /// The answer is known and about to be sent. This is called once for each request, including requests that were not
    /// read, had no room, or name no operation.
    func answered(_ call: CallContext, with response: HTTPResponse)
}

extension CallObserver {
    /// Returns false.
    public var wantsAccount: Bool { false }
    /// Does nothing.
    public func waits(_ call: CallContext) {}
    /// Does nothing.
    public func found(_ call: CallContext) {}
    /// Does nothing.
    public func admitted(_ call: CallContext) {}
    /// Does nothing.
    public func answered(_ call: CallContext, with response: HTTPResponse) {}
}

/// The observers of calls, in the order of notification.
public struct CallObservers: Sendable {
    let all: [any CallObserver]
    /// Whether one of them reads the account.
    let wantAccount: Bool

    /// Creates a list of these observers.
    public init(_ observers: any CallObserver...) {
        self.init(observers)
    }

    /// Creates a list of these observers.
    public init(_ observers: [any CallObserver]) {
        all = observers
        wantAccount = observers.contains { $0.wantsAccount }
    }
}
