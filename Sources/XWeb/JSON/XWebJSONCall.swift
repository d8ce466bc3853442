import ASMX
import Accounts
import Calls
import HTTP
import Operations

/// A call by JSON that was read, and how its caller shows who it is.
struct XWebJSONCall: Sendable {
    /// What the Authorization field says.
    enum Credentials: Sendable {
        case bearer(String)
        case basic(userName: String, password: Password)
    }

    let bound: BoundOperation<XWebCall>
    /// Nil where there are none.
    let credentials: Credentials?

    /// Whether the call gives the names in its body: they count, and bring the one token.
    var isSignIn: Bool { isAuthenticate && bound.arguments.contains { $0.text != nil } }

    /// Whether the operation is one that gives the first token.
    var isAuthenticate: Bool { bound.operation.header == .response }
}

/// Lets callers of the JSON twin in: by a token, or by a program's name and password with every call.
struct XWebJSONAdmission: CallAdmission {
    let host: XWebHost

    /// A user name and a password are verified with every call.
    func cost(of read: XWebJSONCall, _ context: CallContext) -> Cost {
        let operation = read.bound.operation
        switch read.credentials {
        case .basic: return operation.facts.cost.union([.hashes, .writes])
        case .bearer: return host.cost(of: operation, withToken: true, in: context.site)
        case nil: return host.cost(of: operation, withToken: false, in: context.site)
        }
    }

    /// On the account whose password comes with the call, which is looked at first.
    func hashing(_ read: XWebJSONCall, _ context: CallContext) -> HTTPWait {
        switch read.credentials {
        case .basic(let userName, _) where !read.isSignIn:
            let program = Identity(XWebScheme.programUser, userName)
            return .hashing(
                on: host.users.prospect(ofSignIn: [program], from: context.request.clientNetwork, in: context.site))
        case .bearer(let token): return host.hashing(read.bound, token: token, in: context)
        case .basic, nil: return host.hashing(read.bound, token: nil, in: context)
        }
    }

    func admit(_ read: XWebJSONCall, _ context: CallContext) throws -> XWebCall {
        switch read.credentials {
        case .bearer(let token):
            return try host.admit(context, token: token)
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
        // Authenticate with Basic and no body: the credentials have been checked, and the token is there already.
        if case .basic = read.credentials, read.isAuthenticate, !read.isSignIn { return .void }
        return try read.bound.run(call)
    }

    func ended(_ call: XWebCall) { host.ended(call) }
}
