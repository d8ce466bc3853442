import Accounts
import Calls
import HTTP
public import Operations
import SOAP
import Text
import XML

/// The form protocols: `GET service.asmx/Name?parameter=value` and the same as a posted form. Answers are the bare result element, errors plain
/// text. Source: ASMX.docc/Forms.md and XWeb.docc/Protocol.md.
struct FormBinding<Host: ServiceHost> {
    let host: Host

    /// Why a call gets no further: an exception as ASP.NET names it.
    private struct Refusal: Error {
        var exception: ThrownException
        /// The same for the log, without anything a caller sent; nil where the message holds nothing of that.
        var reason: String?

        static func invalidOperation(_ message: String, at place: Place) -> Self {
            Self(exception: ThrownException(type: "System.InvalidOperationException", message: message, place: place.name))
        }

        static func argument(_ message: String, at place: Place) -> Self {
            Self(exception: ThrownException(type: "System.ArgumentException", message: message, place: place.name))
        }
    }

    /// Functions of ASP.NET's that throw.
    private enum Place: String {
        case initialize = "HttpServerProtocol.Initialize()"
        case readParameters = "HttpServerProtocol.ReadParameters()"
        case readValues = "ValueCollectionParameterReader.Read(NameValueCollection collection)"
        case convert = "ScalarFormatter.FromString(String value, Type type)"
        case invoke = "WebServiceHandler.Invoke()"

        /// The function's full name.
        var name: String { "System.Web.Services.Protocols.\(rawValue)" }
    }

    func answer(_ request: HTTPRequest, operation name: String, in context: Host.Context) -> HTTPAnswer {
        let settings = host.settings(in: context)
        do {
            let operation = try find(name, in: context)
            let form = try Self.form(of: request, operation: name, settings)
            let arguments = try operation.parameters.map { parameter in
                let values = form.fields.filter { $0.name == parameter.name }.map(\.value)
                guard !values.isEmpty else { throw Refusal.invalidOperation("Missing parameter: \(parameter.name).", at: .readValues) }
                // Of a name that comes twice .NET's collection joins the values.
                return Argument.text(values.joined(separator: ","))
            }
            let invocation = Invocation<Host>(
                bound: try Self.bind(operation, arguments), context: context, headerBlocks: [], request: request)
            guard
                let wait = LanePlan.embeddedStore.wait(
                    for: host.cost(of: operation, in: context), hashing: host.hashing(invocation))
            else {
                return .now(run(invocation, settings))
            }
            let host = host
            return .later(for: wait, busy: Self.busy) { FormBinding(host: host).run(invocation, settings) }
        } catch let refusal as Refusal {
            host.refused(refusal.reason ?? refusal.exception.message, operation: known(name, in: context), in: context)
            return .now(Self.response(refusal, settings))
        } catch {
            host.failed(error, operation: known(name, in: context), in: context)
            return .now(Self.response(.invalidOperation("Unexpected error.", at: .invoke), settings))
        }
    }

    /// The name of the operation for the log; nil when the service has none of this name.
    private func known(_ name: String, in context: Host.Context) -> String? {
        let service = host.service(in: context)
        return (service.operations + service.unemulated).first { ASCII.equalsIgnoringCase($0.name, name) }?.name
    }

    /// Methods' names are case-sensitive, unlike paths. Methods with a parameter that is no plain value have no form binding.
    private func find(_ name: String, in context: Host.Context) throws -> Operation<Host.Call> {
        let service = host.service(in: context)
        let operations = service.operations
        if let operation = service.operation(named: name), operation.hasFormBinding { return operation }
        // The two blanks are .NET's, and the last line is what it adds to the message of an exception about an argument.
        if let other = operations.first(where: { $0.hasFormBinding && ASCII.equalsIgnoringCase($0.name, name) }), other.name != name {
            throw Refusal.argument(
                """
                Invalid method name '\(name)',  method names are case sensitive. The method name '\(other.name)' with the same name but \
                different casing was found.
                Parameter name: methodName
                """,
                at: .initialize)
        }
        var refusal = Refusal.invalidOperation("\(GivenName.shown(name)) Web Service method name is not valid.", at: .initialize)
        refusal.reason = "The method is \(GivenName.logged(name))."
        throw refusal
    }

    /// The fields of a request: the query of a GET, the body of a POST, whose query does not count.
    private static func form(of request: HTTPRequest, operation: String, _ settings: ServiceSettings) throws -> FormFields {
        if request.method == "GET" {
            guard settings.formMethods.contains(.get) else { throw switchedOff(operation) }
            return try fields(Array((request.query ?? "").utf8))
        }
        guard settings.formMethods.contains(.post) else { throw switchedOff(operation) }
        let contentType = request.fields.combined("Content-Type") ?? ""
        if request.body.isEmpty && contentType.isEmpty { return FormFields() }
        guard let type = MediaType(parsing: contentType), type.essence == "application/x-www-form-urlencoded" else {
            var refusal = Refusal.invalidOperation("Request format is invalid: \(LexicalForm.shown(contentType)).", at: .readParameters)
            refusal.reason = "The Content-Type is not that of a form."
            throw refusal
        }
        return try fields(request.body, charset: type.charset.flatMap(Charset.init(named:)))
    }

    /// Refuses forms of more than 1,000 fields with ASP.NET's own text, whose limit that is. The limit on names and its text are ours. That bytes
    /// which are not UTF-8 are refused is ours too: .NET puts U+FFFD in their place, and two passwords become one.
    private static func fields(_ form: [UInt8], charset: Charset? = nil) throws -> FormFields {
        do throws(FormError) {
            return try FormFields(urlEncoded: form, charset: charset)
        } catch .tooManyFields {
            throw Refusal.invalidOperation("Operation is not valid due to the current state of the object.", at: .readParameters)
        } catch .notUTF8 {
            throw Refusal.invalidOperation("The parameters hold bytes that are not UTF-8.", at: .readParameters)
        } catch {
            throw Refusal.invalidOperation("The form \(error).", at: .readParameters)
        }
    }

    private static func switchedOff(_ operation: String) -> Refusal {
        .invalidOperation("Request format is unrecognized for URL unexpectedly ending in '/\(operation)'.", at: .initialize)
    }

    private static func bind(_ operation: Operation<Host.Call>, _ arguments: [Argument]) throws -> BoundOperation<Host.Call> {
        do {
            return try operation.bind(arguments)
        } catch {
            let pair = zip(operation.parameters, arguments).first { $0.0.name == error.parameter }
            let value = pair.map { $0.isSecret ? "the value" : LexicalForm.shown($1.text ?? "") } ?? ""
            // The second line is what .NET adds to the message of an exception about an argument: `type` is that of its own function.
            let type = "System.\(error.type.dotNetName)"
            var refusal = Refusal.argument("Cannot convert \(value) to \(type).\nParameter name: type", at: .convert)
            refusal.exception.inner = [ThrownException.Inner(type: error.exceptionType, message: error.message)]
            refusal.reason = "the value of \(error.parameter) is no \(type)"
            throw refusal
        }
    }

    private func run(_ invocation: Invocation<Host>, _ settings: ServiceSettings) -> HTTPResponse {
        var call: Host.Call?
        do {
            let begun = try host.begin(invocation)
            call = begun
            let value = try invocation.bound.run(begun)
            switch value {
            case .void, .xml(nil): return HTTPResponse(status: 200)
            default: break
            }
            var writer = XMLWriter()
            writer.declaration()
            ValueWriter.writeDocument(value, of: invocation.operation, of: host.service(in: invocation.context), into: &writer)
            var response = HTTPResponse(status: 200, contentType: "text/xml; charset=utf-8", body: writer.finish())
            response.fields.append("Cache-Control", "private, max-age=0")
            return response
        } catch Trouble.outOfMemory {
            host.failed(Trouble.outOfMemory, operation: invocation.operation.name, in: invocation.context)
            return Self.busy
        } catch {
            guard let fault = host.fault(for: error, in: invocation, of: call) else {
                host.failed(error, operation: invocation.operation.name, in: invocation.context)
                return Self.response(.invalidOperation("Unexpected error.", at: .invoke), settings)
            }
            // A vendor's fault has its exception's text already.
            return Self.response(escapedText: Self.escaped(fault.reason))
        }
    }

    private static var busy: HTTPResponse {
        var response = HTTPResponse(status: 503, text: Busy.message)
        response.fields.append("Retry-After", HTTPFieldValue(Busy.retryAfterSeconds))
        return response
    }

    private static func response(_ refusal: Refusal, _ settings: ServiceSettings) -> HTTPResponse {
        let exception = refusal.exception
        return response(escapedText: settings.showsExceptions ? exception.fullText(escaped) : exception.messages(escaped))
    }

    /// ASP.NET writes messages as it would into a page: the five characters that mean something in HTML are escaped.
    private static func escaped(_ message: String) -> String {
        var escaped = String.UnicodeScalarView()
        // By scalars: a character of the reader's may be one of the five with an accent above it.
        for scalar in message.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;".unicodeScalars
            case "<": escaped += "&lt;".unicodeScalars
            case ">": escaped += "&gt;".unicodeScalars
            case "\"": escaped += "&quot;".unicodeScalars
            case "'": escaped += "&#39;".unicodeScalars
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }

    /// An answer of plain text, whose lines end in CR LF: here no XML reader makes LF of that.
    private static func response(escapedText text: String) -> HTTPResponse {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var response = HTTPResponse(status: 500, text: lines.joined(separator: "\r\n"))
        response.fields.append("Cache-Control", "private")
        return response
    }
}

extension Operation {
    /// Whether forms and query strings can carry its parameters.
    public var hasFormBinding: Bool { parameters.allSatisfy { $0.type.isFormValue } }
}
