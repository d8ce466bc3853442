import ASMX
import Accounts
import Calls
import HTTP
import JSON
import Operations
import Text

/// Reads the call in a request of the JSON twin.
struct XWebJSONReader {
    let service: Service<XWebCall>

    /// Reads the call of an operation. `found` receives the operation as soon as it is known. `check` throws for an
    /// invalid token before the body is read, because reading the body is expensive and is only for callers with a
    /// token.
    func read(
        _ name: String, _ request: HTTPRequest, found: (Operation<XWebCall>) -> Void, check: (_ token: String) throws -> Void
    ) throws -> XWebJSONCall {
        let operation = try find(name)
        found(operation)
        try checkMethod(request)
        let credentials = try Self.credentials(of: request)
        if credentials == nil && operation.header != .response {
            throw JSONRefusal(
                status: 401, .noToken, message: "The call needs an Authorization field, Basic or Bearer.", outcome: .refused)
        }
        if case .bearer(let token) = credentials { try check(token) }
        return XWebJSONCall(bound: try bind(operation, request), credentials: credentials)
    }

    /// Finds an operation. Routes ignore letter case (XWeb.docc/JSON.md).
    private func find(_ name: String) throws -> Operation<XWebCall> {
        if let operation = service.operation(named: name) { return operation }
        if let operation = (service.operations + service.unemulated).first(where: { ASCII.equalsIgnoringCase($0.name, name) }) {
            return operation
        }
        throw JSONRefusal(
            status: 404, .unknownOperation, message: "There is no method \(GivenName.shown(name)).",
            reason: "The method is \(GivenName.logged(name)).",
            outcome: .unknown)
    }

    /// Throws for other methods than GET and POST. HEAD is refused too: it would run the operation and return nothing
    /// of it.
    private func checkMethod(_ request: HTTPRequest) throws {
        guard ["GET", "POST"].contains(request.method) else {
            throw JSONRefusal(status: 405, .wrongVerb, message: "JSON methods are called by GET or POST.", allow: "GET, POST")
        }
    }

    private func bind(_ operation: Operation<XWebCall>, _ request: HTTPRequest) throws -> BoundOperation<XWebCall> {
        let arguments: [Argument]
        if request.method == "GET" {
            if let parameter = operation.parameters.first(where: { !$0.type.isSimple }) {
                throw JSONRefusal(
                    status: 400, .wrongVerb, message: "\(operation.name) takes an object, \(parameter.name), so it is called by POST.")
            }
            let query = try Self.query(of: request)
            arguments = operation.parameters.map { parameter in query[parameter.name].map(Argument.text) ?? .missing }
        } else {
            arguments = try Self.arguments(of: operation, inBody: request.body)
        }
        return try operation.bind(arguments) { (error) throws(JSONRefusal) in
            throw JSONRefusal(
                status: 400, .badValue, message: "\(error.parameter): \(error.message)",
                reason: "The value of \(error.parameter) is no \(error.type.elementName).")
        }
    }

    private static func query(of request: HTTPRequest) throws -> FormFields {
        do {
            return try FormFields(query: request.query ?? "")
        } catch {
            throw JSONRefusal(status: 400, .malformedForm, message: "The query \(error).")
        }
    }

    /// Returns the arguments in `{"Name": {"parameter": value}}`. An empty body means no arguments.
    private static func arguments(of operation: Operation<XWebCall>, inBody body: [UInt8]) throws -> [Argument] {
        guard !body.isEmpty else { return operation.parameters.map { _ in .missing } }
        let json: JSON
        do {
            json = try JSON.parse(withoutPrintedBlanks(body))
        } catch {
            throw JSONRefusal(status: 400, .malformedJSON, message: "The body cannot be read as JSON: \(error).")
        }
        guard let wrapper = json.members?.first(where: { ASCII.equalsIgnoringCase($0.name, operation.name) })?.value,
            case .object = wrapper
        else { throw JSONRefusal(status: 400, .malformedJSON, message: "The body must be an object {\"\(operation.name)\": {…}}.") }
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
                    throw JSONRefusal(status: 400, .badValue, message: "\(parameter.name) must be \(kind).")
                }
                return .tree(tree)
            }
        }
    }

    /// Returns the body with a plain space for each no-break space between its tokens, as the vendor's page prints them
    /// in its sample. No-break spaces inside strings stay.
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

    /// Returns the content of the Authorization field, or nil if there is none.
    private static func credentials(of request: HTTPRequest) throws -> XWebJSONCall.Credentials? {
        guard let field = request.fields.first("Authorization") else { return nil }
        let scheme = field.prefix { $0 != " " }
        let rest = ASCII.trimmed(field.dropFirst(scheme.count))
        if ASCII.equalsIgnoringCase(scheme, "bearer") { return .bearer(String(rest)) }
        if ASCII.equalsIgnoringCase(scheme, "basic"), let pair = Base64.decode(rest) {
            guard let text = try? NotUTF8.text(of: pair) else {
                throw JSONRefusal(
                    status: 401, .badCallerLogin, message: "The name and the password of the Authorization field are not UTF-8.")
            }
            let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            if halves.count == 2 { return .basic(userName: String(halves[0]), password: Password(String(halves[1]))) }
        }
        throw JSONRefusal(
            status: 401, .badCallerLogin,
            message: "The Authorization field is neither Basic with name and password nor Bearer with a token.")
    }
}
