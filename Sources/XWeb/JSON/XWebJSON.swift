import ASMX
import Accounts
import Calls
import HTTP
import JSON
import Operations
import Text

/// The JSON twin of xWEB: the same operations at `/xweb/JSON/Name`, by GET with a query or by POST with `{"Name": {…}}`.
///
/// What the vendor documents is in XWeb.docc/JSON.md. How an error looks is documented nowhere: the statuses and the
/// body `{"Message", "ExceptionType", "MessageDetail"}` are our choice.
struct XWebJSON {
    let host: XWebHost

    /// How a caller shows who it is.
    private enum Credentials {
        case bearer(String)
        case basic(userName: String, password: Password)
    }

    func answer(_ request: HTTPRequest, operation name: String, in site: SiteID) -> HTTPAnswer {
        do {
            let operation = try find(name, in: site)
            try checkMethod(request)
            // Before the body is looked at: reading it is what costs, and who brings nothing has no right to it.
            let credentials = try Self.credentials(of: request)
            if credentials == nil && operation.header != .response {
                throw JSONRefusal(status: 401, message: "The call needs an Authorization field, Basic or Bearer.")
            }
            if case .bearer(let token) = credentials { try host.checkToken(token, in: site) }
            let bound = try bind(operation, request)
            let wait = LanePlan.embeddedStore.wait(
                for: cost(of: operation, showing: credentials, in: site),
                hashing: hashing(bound, showing: credentials, from: request.clientNetwork, in: site))
            guard let wait else {
                return .now(run(bound, credentials, request.clientAddress, in: site))
            }
            return .later(for: wait, busy: JSONRefusal.busy.response) { run(bound, credentials, request.clientAddress, in: site) }
        } catch let refusal as JSONRefusal {
            host.refused(refusal.reason ?? refusal.message, operation: try? find(name, in: site).name, in: site)
            return .now(refusal.response)
        } catch let refusal as XWebRefusal {
            host.refused(refusal.reason, operation: GivenName.shown(name), in: site)
            return .now(JSONRefusal(refusal, host.xwebSettings(in: site)).response)
        } catch {
            host.failed(error, operation: try? find(name, in: site).name, in: site)
            return .now(JSONRefusal(status: 500, message: "An error occurred").response)
        }
    }

    /// A user name and a password are verified with every call.
    private func cost(of operation: Operation<XWebCall>, showing credentials: Credentials?, in site: SiteID) -> Cost {
        switch credentials {
        case .basic: operation.facts.cost.union([.hashes, .writes])
        case .bearer: host.cost(of: operation, withToken: true, in: site)
        case nil: host.cost(of: operation, withToken: false, in: site)
        }
    }

    /// On the account whose password comes with the call, which is looked at first.
    private func hashing(
        _ bound: BoundOperation<XWebCall>, showing credentials: Credentials?, from network: String, in site: SiteID
    ) -> HTTPWait {
        switch credentials {
        case .basic(let userName, _) where !Self.isSignIn(bound):
            let program = Identity(XWebScheme.programUser, userName)
            return .hashing(on: host.users.prospect(ofSignIn: [program], from: network, in: site))
        case .bearer(let token): return host.hashing(bound, token: token, network: network, in: site)
        case .basic, nil: return host.hashing(bound, token: nil, network: network, in: site)
        }
    }

    /// Whether a call gives the names in its body: they count, and bring the one token.
    private static func isSignIn(_ bound: BoundOperation<XWebCall>) -> Bool {
        bound.operation.header == .response && bound.arguments.contains { $0.text != nil }
    }

    // MARK: Reading

    /// Routes ignore letter case (XWeb.docc/JSON.md).
    private func find(_ name: String, in site: SiteID) throws -> Operation<XWebCall> {
        let service = host.service(in: site)
        if let operation = service.operation(named: name) { return operation }
        if let operation = (service.operations + service.unemulated).first(where: { ASCII.equalsIgnoringCase($0.name, name) }) {
            return operation
        }
        throw JSONRefusal(
            status: 404, message: "There is no method \(GivenName.shown(name)).", reason: "The method is \(GivenName.logged(name)).")
    }

    /// HEAD is refused too: it would run the operation and answer nothing of it.
    private func checkMethod(_ request: HTTPRequest) throws {
        guard ["GET", "POST"].contains(request.method) else {
            throw JSONRefusal(status: 405, message: "JSON methods are called by GET or POST.", allow: "GET, POST")
        }
    }

    private func bind(_ operation: Operation<XWebCall>, _ request: HTTPRequest) throws -> BoundOperation<XWebCall> {
        let arguments: [Argument]
        if request.method == "GET" {
            if let parameter = operation.parameters.first(where: { !$0.type.isSimple }) {
                throw JSONRefusal(status: 400, message: "\(operation.name) takes an object, \(parameter.name), so it is called by POST.")
            }
            let query = try Self.query(of: request)
            arguments = operation.parameters.map { parameter in query[parameter.name].map(Argument.text) ?? .missing }
        } else {
            arguments = try Self.arguments(of: operation, inBody: request.body)
        }
        do {
            return try operation.bind(arguments)
        } catch {
            throw JSONRefusal(
                status: 400, message: "\(error.parameter): \(error.message)",
                reason: "The value of \(error.parameter) is no \(error.type.elementName).")
        }
    }

    private static func query(of request: HTTPRequest) throws -> FormFields {
        do {
            return try FormFields(query: request.query ?? "")
        } catch {
            throw JSONRefusal(status: 400, message: "The query \(error).")
        }
    }

    /// The arguments in `{"Name": {"parameter": value}}`. An empty body stands for no arguments.
    private static func arguments(of operation: Operation<XWebCall>, inBody body: [UInt8]) throws -> [Argument] {
        guard !body.isEmpty else { return operation.parameters.map { _ in .missing } }
        let json: JSON
        do {
            json = try JSON.parse(withoutPrintedBlanks(body))
        } catch {
            throw JSONRefusal(status: 400, message: "The body cannot be read as JSON: \(error).")
        }
        guard let wrapper = json.members?.first(where: { ASCII.equalsIgnoringCase($0.name, operation.name) })?.value,
            case .object = wrapper
        else { throw JSONRefusal(status: 400, message: "The body must be an object {\"\(operation.name)\": {…}}.") }
        return try operation.parameters.map { parameter -> Argument in
            switch wrapper[parameter.name] {
            case nil: return .missing
            case .null: return .null
            case .string(let text), .number(let text): return .text(text)
            case .bool(let flag): return .text(flag ? "true" : "false")
            case .array, .object:
                guard !parameter.type.isSimple, let value = wrapper[parameter.name], case .object = value,
                    let tree = XMLTree(value, named: parameter.name)
                else {
                    let kind = parameter.type.isSimple ? "a plain value" : "an object"
                    throw JSONRefusal(status: 400, message: "\(parameter.name) must be \(kind).")
                }
                return .tree(tree)
            }
        }
    }

    /// The body with plain blanks where it has no-break spaces between its tokens, as the vendor's page prints its sample; those inside
    /// strings stay.
    static func withoutPrintedBlanks(_ body: [UInt8]) -> [UInt8] {
        guard body.contains(0xC2) else { return body }
        var result: [UInt8] = []
        result.reserveCapacity(body.count)
        var isInString = false
        var index = 0
        while index < body.count {
            let byte = body[index]
            let next = index + 1 < body.count ? body[index + 1] : 0
            switch (byte, isInString) {
            case (0xC2, false) where next == 0xA0:
                result.append(0x20)
                index += 2
                continue
            case (0x5C, true) where index + 1 < body.count:
                result.append(byte)
                result.append(next)
                index += 2
                continue
            case (0x22, _): isInString.toggle()
            default: break
            }
            result.append(byte)
            index += 1
        }
        return result
    }

    /// What the Authorization field says; nil when there is none.
    private static func credentials(of request: HTTPRequest) throws -> Credentials? {
        guard let field = request.fields.first("Authorization") else { return nil }
        let scheme = field.prefix { $0 != " " }
        let rest = ASCII.trimmed(field.dropFirst(scheme.count))
        if ASCII.equalsIgnoringCase(scheme, "bearer") { return .bearer(String(rest)) }
        if ASCII.equalsIgnoringCase(scheme, "basic"), let pair = Base64.decode(rest) {
            guard let text = try? NotUTF8.text(of: pair) else {
                throw JSONRefusal(status: 401, message: "The name and the password of the Authorization field are not UTF-8.")
            }
            let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            if halves.count == 2 { return .basic(userName: String(halves[0]), password: Password(String(halves[1]))) }
        }
        throw JSONRefusal(status: 401, message: "The Authorization field is neither Basic with name and password nor Bearer with a token.")
    }

    // MARK: Running

    private func run(
        _ bound: BoundOperation<XWebCall>, _ credentials: Credentials?, _ clientAddress: String, in site: SiteID
    ) -> HTTPResponse {
        let operation = bound.operation
        var begun: XWebCall?
        do {
            let call = try admit(bound, credentials, clientAddress, in: site)
            begun = call
            let value: OperationValue
            if case .basic = credentials, operation.header == .response, bound.arguments.allSatisfy({ $0.text == nil }) {
                // Authenticate with Basic and no body: the credentials have been checked, and the token is there already.
                value = .void
            } else {
                value = try bound.run(call)
            }
            let token = call.token?.text
            return Self.response(200, Self.body(of: operation, JSON(value), token: token), token: token)
        } catch Trouble.outOfMemory {
            host.failed(Trouble.outOfMemory, operation: operation.name, in: site)
            return JSONRefusal.busy.response
        } catch let refusal as XWebRefusal {
            host.noteFault(of: begun)
            host.refused(refusal.reason, operation: operation.name, in: site)
            return JSONRefusal(refusal, host.xwebSettings(in: site)).response
        } catch {
            host.noteFault(of: begun)
            host.failed(error, operation: operation.name, in: site)
            return JSONRefusal(status: 500, message: "An error occurred").response
        }
    }

    private func admit(
        _ bound: BoundOperation<XWebCall>, _ credentials: Credentials?, _ clientAddress: String, in site: SiteID
    ) throws -> XWebCall {
        switch credentials {
        case .bearer(let token):
            return try host.admit(bound.operation, token: token, clientAddress: clientAddress, in: site)
        case .basic where Self.isSignIn(bound):
            return host.openCall(bound.operation, clientAddress: clientAddress, in: site)
        case .basic(let userName, let password):
            let call = host.openCall(bound.operation, clientAddress: clientAddress, in: site)
            let isAuthenticate = bound.operation.header == .response
            try call.authenticate(
                userName: userName, password: password, for: isAuthenticate ? XWebToken.program : XWebToken.programByBasic)
            if !isAuthenticate { try host.checkFaultBudget(of: call) }
            return call
        case nil:
            return host.openCall(bound.operation, clientAddress: clientAddress, in: site)
        }
    }

    /// What an answer's body is: the result, but for Authenticate the token.
    static func body(of operation: Operation<XWebCall>, _ result: JSON, token: String?) -> JSON {
        operation.header == .response ? .object([.init("Token", .string(token ?? ""))]) : result
    }

    /// The WWW-Authenticate field of every answer: the token to use next, where there is one.
    static func challenge(token: String?) -> String {
        token.map { "Bearer token = \($0)" } ?? "Bearer"
    }

    static func response(_ status: Int, _ body: JSON, token: String?) -> HTTPResponse {
        var response = HTTPResponse(status: status, contentType: "application/json; charset=utf-8", body: body.bytes)
        // On every answer, success too: XWeb.docc/JSON.md.
        response.fields.append("WWW-Authenticate", HTTPFieldValue(replacingControlsIn: challenge(token: token)))
        response.fields.append("Cache-Control", "private, max-age=0")
        return response
    }
}
