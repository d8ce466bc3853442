import Calls
import HTTP
import Operations
import Text

/// Reads the call in a request of the form protocols.
struct FormReader<Call> {
    let service: Service<Call>
    let settings: ServiceSettings

    /// Reads the call of the operation that the address names. `found` receives the operation as soon as it is known.
    func read(_ name: String, _ request: HTTPRequest, found: (Operation<Call>) -> Void) throws -> BoundOperation<Call> {
        // A slash behind the page's name, and nothing more, is not the address of a form.
        guard !name.isEmpty else {
            var refusal = Self.switchedOff(name)
            refusal.reasonCode = .unknownAddress
            throw refusal
        }
        let operation = try find(name)
        found(operation)
        // A form has no header. Nobody would see more than the refusal of a call without one.
        guard operation.isEmulated || operation.header != .both else { throw Self.notEmulated(GivenName.shown(name), name) }
        let form = try Self.form(of: request, operation: name, settings)
        let arguments = try operation.parameters.map { parameter in
            let values =
                ([parameter.name] + parameter.aliases).lazy
                .map { name in form.fields.filter { $0.name == name }.map(\.value) }.first { !$0.isEmpty } ?? []
            guard !values.isEmpty else { throw Self.missing(parameter) }
            // .NET's collection joins the values of a name that occurs twice.
            return Argument.text(values.joined(separator: ","))
        }
        return try operation.bind(arguments) { (error) throws(FormRefusal) in throw Self.unconvertible(error, operation, arguments) }
    }

    /// Finds an operation. Names of methods are case-sensitive, unlike paths. A method with a complex parameter has no
    /// form binding.
    private func find(_ name: String) throws -> Operation<Call> {
        let operations = service.operations
        if let operation = service.operation(named: name), operation.hasFormBinding { return operation }
        // The two spaces are .NET's. The last line is .NET's addition to the message of an exception about an argument.
        if let other = operations.first(where: { $0.hasFormBinding && ASCII.equalsIgnoringCase($0.name, name) }), other.name != name {
            var refusal = FormRefusal.argument(
                """
                Invalid method name '\(name)',  method names are case sensitive. The method name '\(other.name)' with the same name but \
                different casing was found.
                Parameter name: methodName
                """,
                at: .initialize)
            refusal.outcome = .unknown
            refusal.reasonCode = .unknownOperation
            throw refusal
        }
        if let service = service.table.nameForUnlisted { throw Self.notEmulated("\(service).\(GivenName.shown(name))", name) }
        var refusal = FormRefusal.invalidOperation("\(GivenName.shown(name)) Web Service method name is not valid.", at: .initialize)
        refusal.outcome = .unknown
        refusal.reasonCode = .unknownOperation
        refusal.loggedReason = "The method is \(GivenName.logged(name))."
        throw refusal
    }

    private static func notEmulated(_ shown: String, _ name: String) -> FormRefusal {
        var refusal = FormRefusal.invalidOperation(HostFault.notEmulated(shown), at: .invoke)
        refusal.outcome = .unknown
        refusal.reasonCode = .notEmulated
        refusal.loggedReason = "The method is \(GivenName.logged(name))."
        return refusal
    }

    /// Returns the fields of a request: the query of a GET, or the body of a POST, whose query is ignored.
    private static func form(of request: HTTPRequest, operation: String, _ settings: ServiceSettings) throws -> FormFields {
        if request.method == "GET" {
            guard settings.formMethods.contains(.get) else { throw switchedOff(operation) }
            return try fields(Array((request.query ?? "").utf8))
        }
        guard settings.formMethods.contains(.post) else { throw switchedOff(operation) }
        let contentType = request.fields.combined("Content-Type") ?? ""
        if request.body.isEmpty && contentType.isEmpty { return FormFields() }
        guard let type = MediaType(parsing: contentType), type.essence == "application/x-www-form-urlencoded" else {
            var refusal = FormRefusal.invalidOperation("Request format is invalid: \(LexicalForm.shown(contentType)).", at: .readParameters)
            refusal.reasonCode = .wrongContentType
            refusal.loggedReason = "The Content-Type is not that of a form."
            throw refusal
        }
        return try fields(request.body, charset: type.charset.flatMap(Charset.init(named:)))
    }

    /// Returns the fields of a form. Throws for more than 1,000 fields, with ASP.NET's limit and text. ASP.NET limits no
    /// names and replaces bytes that are not UTF-8 by U+FFFD, with which two passwords could become one. Here both are
    /// refused.
    private static func fields(_ form: [UInt8], charset: Charset? = nil) throws -> FormFields {
        do throws(FormError) {
            return try FormFields(urlEncoded: form, charset: charset)
        } catch .tooManyFields {
            throw FormRefusal.invalidOperation("Operation is not valid due to the current state of the object.", at: .readParameters)
        } catch .notUTF8 {
            throw FormRefusal.invalidOperation("The parameters hold bytes that are not UTF-8.", at: .readParameters)
        } catch {
            throw FormRefusal.invalidOperation("The form \(error).", at: .readParameters)
        }
    }

    private static func switchedOff(_ operation: String) -> FormRefusal {
        var refusal = FormRefusal.invalidOperation(
            "Request format is unrecognized for URL unexpectedly ending in '/\(operation)'.", at: .initialize)
        refusal.reasonCode = .bindingOff
        return refusal
    }

    private static func missing(_ parameter: ParameterDescription) -> FormRefusal {
        var refusal = FormRefusal.invalidOperation("Missing parameter: \(parameter.name).", at: .readValues)
        refusal.reasonCode = .missingArgument
        return refusal
    }

    private static func unconvertible(
        _ error: ConversionError, _ operation: Operation<Call>, _ arguments: [Argument]
    ) -> FormRefusal {
        let pair = zip(operation.parameters, arguments).first { $0.0.name == error.parameter }
        let value = pair.map { $0.isSecret ? "the value" : LexicalForm.shown($1.text ?? "") } ?? ""
        // The second line is .NET's addition to the message of an exception about an argument: `type` is the name in
        // its own function.
        let type = "System.\(error.type.dotNetName)"
        var refusal = FormRefusal.argument("Cannot convert \(value) to \(type).\nParameter name: type", at: .convert)
        refusal.exception.inner = [ThrownException.Inner(type: error.exceptionType, message: error.message)]
        refusal.reasonCode = .badValue
        refusal.loggedReason = "the value of \(error.parameter) is no \(type)"
        return refusal
    }
}
