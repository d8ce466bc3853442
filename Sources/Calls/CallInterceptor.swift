import Accounts
import Glibc
public import HTTP

/// Changes what happens to calls, on purpose. A site that has none pays one comparison for each call.
public protocol CallInterceptor: Sendable {
    /// Whether it reads ``CallContext/account``. If so, it decides about calls that name one on a thread that may wait for a remote
    /// store.
    var wantsAccount: Bool { get }

    /// Decides about a call that was read. Nothing has been done yet. It is called once for each call, on a thread that serves
    /// connections unless the store is remote, and must take microseconds apart from the store's time. Nil leaves the call alone.
    func intercept(_ call: CallContext) -> Interception?
}

extension CallInterceptor {
    /// Returns false.
    public var wantsAccount: Bool { false }
}

/// What happens to one call.
public struct Interception: Sendable {
    /// What the caller gets while the operation does not run.
    public enum Replacement: Sendable {
        /// A response.
        case response(HTTPResponse)
        /// An error of the vendor, in its own words and in the call's binding.
        case vendor(VendorError)
    }

    /// The name of the rule that decided, for observers.
    public var rule: String
    /// How long the call waits before anything is done.
    public var delay: Duration = .zero
    /// Changes the state before the operation runs, which then meets it. The caller's session is in the call by then.
    public var change: (@Sendable (CallContext) throws -> Void)?
    /// What is answered instead of running the operation. Nil if it runs.
    public var replacement: Replacement?
    /// Changes the response after the operation has run.
    public var alter: (@Sendable (HTTPResponse) -> HTTPResponse)?

    /// Creates an interception that changes nothing.
    public init(by rule: String) {
        self.rule = rule
    }
}

/// An error that every vendor has in some form.
public enum VendorError: String, Sendable, CaseIterable {
    /// The token is not valid.
    case invalidToken = "invalid_token"
    /// The name or the password is wrong.
    case wrongCredentials = "wrong_credentials"
    /// The account is locked.
    case locked
    /// There is no room for the work.
    case busy
    /// The system is down for maintenance.
    case maintenance
    /// The vendor's own failure.
    case failed
}

extension CallRunner {
    /// Answers a call with what the interceptor decides about it. The wait is that of the call without it.
    @usableFromInline
    static func intercepted<Binding: CallBinding>(
        _ reading: Binding.Admission.Reading, _ wait: HTTPWait?, _ context: CallContext, by binding: Binding
    ) -> HTTPAnswer {
        let interception = context.interceptor?.intercept(context)
        context.rule = interception?.rule
        var wait = interception?.replacement == nil ? wait : nil
        if let interception, interception.delay > .zero || interception.change != nil { wait = wait ?? .disk }
        guard let wait else { return .now(perform(interception, reading, context, by: binding)) }
        return .later(
            for: wait.delayed(by: interception?.delay ?? .zero), busy: { binding.write(.busy, of: reading, by: nil, context) },
            work: {
                context.begin()
                return perform(interception, reading, context, by: binding)
            })
    }

    /// Returns the response to a call with what the interceptor decides about it, on a thread that may wait. If the call is delayed, the
    /// thread waits: the account on which the delay depends is known only here.
    static func interceptedNow<Binding: CallBinding>(
        _ reading: Binding.Admission.Reading, _ context: CallContext, by binding: Binding
    ) -> HTTPResponse {
        let interception = context.interceptor?.intercept(context)
        context.rule = interception?.rule
        if let delay = interception?.delay, delay > .zero {
            _ = WaitingThread.during { usleep(UInt32(clamping: delay.wholeMilliseconds * 1000)) }
            context.begin()
        }
        return perform(interception, reading, context, by: binding)
    }

    private static func perform<Binding: CallBinding>(
        _ interception: Interception?, _ reading: Binding.Admission.Reading, _ context: CallContext, by binding: Binding
    ) -> HTTPResponse {
        guard let interception else { return run(reading, context, by: binding) }
        if let replacement = interception.replacement {
            context.ends(.injected, .injected, because: "the fault rule \"\(interception.rule)\" answered")
            switch replacement {
            case .response(let response): return response
            case .vendor(let error): return binding.write(binding.admission.failure(injecting: error), of: reading, by: nil, context)
            }
        }
        let response: HTTPResponse
        if let change = interception.change {
            response = changing(change, reading, context, by: binding)
        } else {
            response = run(reading, context, by: binding)
        }
        return interception.alter?(response) ?? response
    }

    /// Runs a call after a change of state. The caller is found first, because the change may be about its session.
    private static func changing<Binding: CallBinding>(
        _ change: @Sendable (CallContext) throws -> Void, _ reading: Binding.Admission.Reading, _ context: CallContext, by binding: Binding
    ) -> HTTPResponse {
        do {
            _ = try? binding.admission.admit(reading, context)
            try change(context)
            // A binding that reads the store has looked at the session before it was changed.
            return run(binding.readsStore ? try binding.read(context) : reading, context, by: binding)
        } catch {
            return end(error, reading, nil, context, by: binding)
        }
    }
}
