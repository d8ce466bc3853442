import ASMX
import Accounts
import Calls
import HTTP
import Operations

/// A call by JSON that was read, with the credentials of its caller.
struct XWebJSONCall: Sendable {
    /// The content of the Authorization field.
    enum Credentials: Sendable {
        case bearer(String)
        case basic(userName: String, password: Password)
    }

    let bound: BoundOperation<XWebCall>
    /// Nil if the request has none.
    let credentials: Credentials?

    /// Whether the call has a name and password in its body. These then count, and return the only token.
    var isSignIn: Bool { isAuthenticate && bound.arguments.contains { $0.text != nil } }

    /// Whether the operation returns the first token.
    var isAuthenticate: Bool { bound.operation.header == .response }
}

/// Admits callers of the JSON twin: with a token, or with a program's name and password in every call.
struct XWebJSONAdmission: CallAdmission {
    let host: XWebHost

    func failure(injecting error: VendorError) -> CallFailure {
        if error == .busy { return .busy }
        return host.refusal(injecting: error).map { .refused($0) } ?? .failed
    }

    /// Returns the cost. A user name and password are verified with every call.
    func cost(of read: XWebJSONCall, _ context: CallContext) -> Cost {
        let operation = read.bound.operation
        switch read.credentials {
        case .basic: return operation.facts.cost.union([.hashes, .writes])
        case .bearer: return host.cost(of: operation, withToken: true, in: context.site)
        case nil: return host.cost(of: operation, withToken: false, in: context.site)
        }
    }

    /// Returns the wait for a hash on the account whose password the call contains. That account is checked first.
    func hashing(_ read: XWebJSONCall, _ context: CallContext) -> HTTPWait {
        switch read.credentials {
        case .basic(let userName, _) where !read.isSignIn:
            let caller = host.prospect(ofSignIn: [Identity(XWebScheme.programUser, userName)], context)
            return .hashing(on: caller.made(for: host.prospect(of: read.bound, context)))
        case .bearer(let token): return host.hashing(read.bound, token: token, in: context)
        case .basic, nil: return host.hashing(read.bound, token: nil, in: context)
        }
    }

    func earlyReading(for read: XWebJSONCall, _ context: CallContext) -> EarlyReading? {
        guard case .bearer(let token)? = read.credentials else { return nil }
        return host.earlyReading(for: read.bound, token: token, in: context)
    }

    func admit(_ read: XWebJSONCall, _ context: CallContext) throws -> XWebCall {
        switch read.credentials {
        case .bearer(let token):
            return try host.admit(context, token: token, for: read.bound)
        case .basic where read.isSignIn:
            return host.openCall(context)
        case .basic(let userName, let password):
            let call = host.openCall(context)
            try call.authenticate(
                userName: userName, password: password, for: read.isAuthenticate ? XWebToken.program : XWebToken.programByBasic)
            if !read.isAuthenticate { try host.checkFaultBudget(of: call) }
            return call
        case nil:
            return host.openCall(context)
        }
    }

    func run(_ read: XWebJSONCall, by call: XWebCall) throws -> OperationValue {
        // Authenticate with Basic credentials and no body: the credentials have been checked, and the token already
        // exists.
        if case .basic = read.credentials, read.isAuthenticate, !read.isSignIn { return .void }
        return try read.bound.run(call)
    }

    func ended(_ call: XWebCall) { host.ended(call) }
}
