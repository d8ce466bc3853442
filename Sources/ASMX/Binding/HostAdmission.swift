public import Accounts
public import Calls
public import Operations

/// Admits callers for all bindings of a service, by the vendor's host.
@usableFromInline
struct HostAdmission<Host: ServiceHost>: CallAdmission {
    @usableFromInline let host: Host

    @inlinable
    init(host: Host) {
        self.host = host
    }

    @inlinable
    func cost(of invocation: Invocation<Host>, _ context: CallContext) -> Cost {
        host.cost(of: invocation.operation, in: context.site)
    }

    @inlinable
    func hashing(_ invocation: Invocation<Host>, _ context: CallContext) -> HTTPWait { host.hashing(invocation) }

    @inlinable
    func earlyReading(for invocation: Invocation<Host>, _ context: CallContext) -> EarlyReading? { host.earlyReading(for: invocation) }

    @inlinable
    func admit(_ invocation: Invocation<Host>, _ context: CallContext) throws -> Host.Call { try host.begin(invocation) }

    @inlinable
    func run(_ invocation: Invocation<Host>, by call: Host.Call) throws -> OperationValue { try invocation.bound.run(call) }

    @usableFromInline
    func ended(_ call: Host.Call) { host.ended(call) }

    @usableFromInline
    func failure(injecting error: VendorError) -> CallFailure {
        if error == .busy { return .busy }
        return host.refusal(injecting: error).map { .refused($0) } ?? .failed
    }
}
