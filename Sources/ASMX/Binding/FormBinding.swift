import Calls
import HTTP
public import Operations
import SOAP
import XML

/// The form protocols: `GET service.asmx/Name?parameter=value`, and the same as a posted form. An answer is only the
/// result element, and an error is plain text. Source: ASMX.docc/Forms.md and XWeb.docc/Protocol.md.
struct FormBinding<Host: ServiceHost>: CallBinding {
    let host: Host
    /// The name of the operation in the address.
    let name: String

    var admission: HostAdmission<Host> { HostAdmission(host: host) }

    func read(_ context: CallContext) throws -> Invocation<Host> {
        context.binding = context.request.method == "GET" ? .formGET : .formPOST
        let settings = host.settings(in: context.site)
        let reader = FormReader(service: host.service(in: context.site), settings: settings)
        let bound = try reader.read(name, context.request) { context.found($0.facts) }
        return Invocation(bound: bound, context: context, settings: settings)
    }

    func write(_ value: OperationValue, of invocation: Invocation<Host>, by call: Host.Call, _ context: CallContext) -> HTTPResponse {
        switch value {
        case .void, .xml(nil): return HTTPResponse(status: 200)
        default: break
        }
        var writer = XMLWriter()
        writer.declaration()
        ValueWriter.writeDocument(value, of: invocation.operation, of: host.service(in: context.site), into: &writer)
        var response = HTTPResponse(status: 200, contentType: "text/xml; charset=utf-8", body: writer.finish())
        response.fields.append("Cache-Control", "private, max-age=0")
        return response
    }

    func write(
        _ failure: CallFailure, of invocation: Invocation<Host>?, by call: Host.Call?, _ context: CallContext
    ) -> HTTPResponse {
        let settings = invocation?.settings ?? host.settings(in: context.site)
        switch failure {
        case .busy: return Busy.response()
        case .refused(let refusal as FormRefusal): return FormAnswers.response(refusal.exception, settings)
        case .refused(let refusal):
            if let refusal = refusal as? Host.Refusal, let invocation {
                return FormAnswers.response(ofException: host.exceptionText(for: refusal, in: invocation))
            }
        case .failed: break
        }
        return FormAnswers.response(FormRefusal.invalidOperation("Unexpected error.", at: .invoke).exception, settings)
    }
}

extension Operation {
    /// Whether forms and query strings can carry its parameters.
    public var hasFormBinding: Bool { parameters.allSatisfy { $0.type.isFormValue } }
}
