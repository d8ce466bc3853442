import Accounts
import Calls
import HTTP
import Operations

/// A method call that was read: the row, and the work bound to its parameters.
struct ServletCall: Sendable {
    let method: LuminateMethod
    let work: LuminateMethod.Work
}

/// The protocol of the servlets: parameters in a query or form, and an answer in XML, in JSON or as a redirect.
struct ServletBinding: CallBinding {
    let exchange: Exchange

    var admission: ServletAdmission { ServletAdmission(exchange: exchange) }

    func read(_ context: CallContext) throws -> ServletCall {
        context.binding = .servlet
        let method = try exchange.method()
        if let facts = method.facts(on: exchange.servlet) { context.found(facts) }
        return ServletCall(method: method, work: try exchange.prepare(method))
    }

    func write(_ answer: Answer, of read: ServletCall, by call: Call, _ context: CallContext) -> HTTPResponse {
        exchange.builder.response(
            answer.element(of: read.method.result), cookies: [answer.cookie ?? call.caller.newCookie, answer.remembering],
            timestamp: context.timestamp)
    }

    /// Writes a refusal. A session that was found by a nonce is given to the browser even if the method refuses,
    /// because the nonce is used up.
    func write(_ failure: CallFailure, of read: ServletCall?, by call: Call?, _ context: CallContext) -> HTTPResponse {
        exchange.builder.response(.answering(failure), cookie: call?.caller.newCookie, timestamp: context.timestamp)
    }
}

/// Determines who calls a method: steps 9 to 12 of ``Exchange``.
struct ServletAdmission: CallAdmission {
    let exchange: Exchange

    func cost(of read: ServletCall, _ context: CallContext) -> Cost { exchange.cost(of: read.method) }

    func hashing(_ read: ServletCall, _ context: CallContext) -> HTTPWait { exchange.hashing(read.method) }

    func costWithoutHash(of read: ServletCall, _ context: CallContext) -> Cost? { exchange.costWithoutHash(of: read.method) }

    func earlyReading(for read: ServletCall, _ context: CallContext) -> EarlyReading? { exchange.earlyReading(for: read.method) }

    func admit(_ read: ServletCall, _ context: CallContext) throws -> Call {
        let caller = try exchange.caller(of: read.method)
        context.caller = caller.account
        context.session = caller.session?.session.digest ?? caller.proof?.digest
        return exchange.call(by: caller)
    }

    func run(_ read: ServletCall, by call: Call) throws -> Answer { try read.work(call) }

    func failure(injecting error: VendorError) -> CallFailure {
        switch error {
        case .invalidToken: .refused(Refusal(.tokenRequired, .injected, reason: "a fault rule"))
        case .wrongCredentials, .locked: .refused(Refusal(.notAuthorized, .injected, reason: "a fault rule"))
        case .maintenance: .refused(Refusal(.unableToProcess, .injected, reason: "a fault rule", isTemporary: true))
        case .busy: .busy
        case .failed: .failed
        }
    }
}

extension Caller {
    /// The cookie of a session whose id the browser does not have yet.
    var newCookie: SessionCookie? {
        session.flatMap { $0.isNew ? .set($0.id) : nil }
    }

    /// The calling account, if it is known.
    fileprivate var account: AccountID? {
        switch self {
        case .administrator(let account), .constituent(let account, _, _): account.id
        case .visitor(let session): session?.person?.id
        }
    }
}
