import Calls
import HTTP
public import Operations
import SOAP
import XML

extension Service {
    /// Returns the sample messages of an operation that is emulated, SOAP first. `further` are those that the vendor's module adds.
    public func samples(
        of operation: Operation<Call>, _ settings: ServiceSettings, at page: PageAddress, further: [SampleExchange]
    ) -> [SampleExchange] {
        SampleMessages(service: self, operation: operation, settings: settings, page: page).exchanges(further: further)
    }
}

/// The sample messages of one operation: the request and the answer for each enabled way to call it. The writers of
/// real messages write them.
struct SampleMessages<Call> {
    let service: Service<Call>
    let operation: Operation<Call>
    let settings: ServiceSettings
    let page: PageAddress

    /// Returns the exchanges, SOAP first. `further` are those that the vendor's module adds.
    func exchanges(further: [SampleExchange]) -> [SampleExchange] {
        var exchanges: [SampleExchange] = []
        if settings.versions.contains(.v1_1) { exchanges.append(soap(.v1_1)) }
        if settings.versions.contains(.v1_2) { exchanges.append(soap(.v1_2)) }
        if operation.hasFormBinding {
            if settings.formMethods.contains(.get) { exchanges.append(form(.get)) }
            if settings.formMethods.contains(.post) { exchanges.append(form(.post)) }
        }
        return exchanges + further
    }

    // MARK: SOAP

    private func soap(_ version: SOAPVersion) -> SampleExchange {
        let contentType = "\(version.mediaType); charset=utf-8"
        let hasRequestHeader = operation.header == .both
        let request = SOAPWriter.envelope(version, header: hasRequestHeader ? writeHeader(filledIn: true) : nil) { writer in
            writer.start(operation.name)
            writer.attribute("xmlns", service.namespace)
            for parameter in operation.parameters {
                Self.write(parameter, into: &writer)
            }
            writer.end()
        }
        let response = SOAPWriter.envelope(version, header: operation.header == .none ? nil : writeHeader(filledIn: false)) { writer in
            guard let index = service.table.rows.firstIndex(where: { $0.name == operation.name }) else { return }
            ValueWriter.writeResponse(of: index, of: service.table, .placeholder(for: operation.resultType), into: &writer)
        }
        return SampleExchange(
            title: version == .v1_1 ? "SOAP 1.1" : "SOAP 1.2", binding: version == .v1_1 ? .soap11 : .soap12,
            request: .init(
                "POST \(page.path) HTTP/1.1",
                [
                    "Host": page.authority, "Content-Type": contentType,
                    "SOAPAction": version == .v1_1 ? "\"\(service.action(of: operation))\"" : nil,
                ], body: XMLLayout.indented(request)),
            response: .init("HTTP/1.1 200 OK", ["Content-Type": contentType], body: XMLLayout.indented(response)))
    }

    private static func write(_ parameter: ParameterDescription, into writer: inout XMLWriter) {
        switch parameter.type {
        case .complex(let type): write(type, at: [parameter.name], into: &writer)
        // The reader fills in XML, so it must not be escaped.
        case .xml: writer.element(parameter.name, SampleBlank.parameter(parameter, word: "xml", spelled: .plain))
        default: writer.element(parameter.name, SampleBlank.parameter(parameter, spelled: .xml))
        }
    }

    private static func write(_ type: ComplexType, at path: [String], into writer: inout XMLWriter) {
        writer.start(path.last ?? type.name)
        for element in type.elements {
            if case .complex(let inner) = element.type {
                write(inner, at: path + [element.name], into: &writer)
            } else {
                writer.element(element.name, SampleBlank.part(path + [element.name], of: element, spelled: .xml))
            }
        }
        writer.end()
    }

    /// Returns a closure that writes the service's header block, or nil if the service has none.
    private func writeHeader(filledIn: Bool) -> ((inout XMLWriter) -> Void)? {
        guard let header = service.header else { return nil }
        return { writer in
            writer.start(header.name)
            writer.attribute("xmlns", service.namespace)
            for field in header.fields {
                writer.element(
                    field, filledIn ? SampleBlank.headerField(field, of: header, spelled: .xml) : SampleBlank.value("string"))
            }
            writer.end()
        }
    }

    // MARK: Form protocols

    private func form(_ method: ServiceSettings.FormMethod) -> SampleExchange {
        let fields = operation.parameters
            .map { "\(PercentEncoding.encode($0.name))=\(SampleBlank.parameter($0, spelled: .url))" }
            .joined(separator: "&")
        let request: SampleExchange.Message =
            switch method {
            case .get: .init("GET \(page.path)/\(operation.name)\(fields.isEmpty ? "" : "?\(fields)") HTTP/1.1", ["Host": page.authority])
            case .post:
                .init(
                    "POST \(page.path)/\(operation.name) HTTP/1.1",
                    ["Host": page.authority, "Content-Type": "application/x-www-form-urlencoded"], body: fields)
            }
        var response = SampleExchange.Message("HTTP/1.1 200 OK", [:])
        if case .void = operation.resultType {
        } else {
            var writer = XMLWriter()
            writer.declaration()
            ValueWriter.writeDocument(.placeholder(for: operation.resultType), of: operation, of: service, into: &writer)
            response = .init(
                "HTTP/1.1 200 OK", ["Content-Type": "text/xml; charset=utf-8"], body: XMLLayout.indented(writer.finish()))
        }
        return SampleExchange(
            title: method == .get ? "HTTP GET" : "HTTP POST", binding: method == .get ? .formGET : .formPOST, note: noteOnHeader,
            request: request, response: response)
    }

    /// The note for the form protocols, which cannot carry a header block.
    private var noteOnHeader: String? {
        guard operation.header != .none, let header = service.header else { return nil }
        switch operation.header {
        case .both: return "A form cannot carry the `\(header.name)` header block, so the operation is refused like every call without one."
        case .response, .none: return "The answer has no `\(header.name)` header block."
        }
    }
}
