import Operations
import SOAP

/// The contract of a service in WSDL 1.1, built as ASP.NET builds it: the structure, the prefixes, and the names of
/// messages, port types and ports. All its content comes from the service's table. Source: XWeb.docc/Protocol.md and
/// Archer.docc/Protocol.md.
struct WSDL<Call> {
    let service: Service<Call>
    let settings: ServiceSettings
    /// The address of the service, for `soap:address`.
    let address: String

    /// A way to call the service: a port type, a binding and a port with a common name.
    enum Port: CaseIterable {
        case soap
        case soap12
        case httpGet
        case httpPost

        var suffix: String {
            switch self {
            case .soap: "Soap"
            case .soap12: "Soap12"
            case .httpGet: "HttpGet"
            case .httpPost: "HttpPost"
            }
        }

        var isSOAP: Bool { self == .soap || self == .soap12 }
    }

    /// The ports of the service with its settings.
    var ports: [Port] {
        Port.allCases.filter { port in
            switch port {
            case .soap: settings.versions.contains(.v1_1)
            case .soap12: settings.versions.contains(.v1_2)
            case .httpGet: settings.formMethods.contains(.get)
            case .httpPost: settings.formMethods.contains(.post)
            }
        }
    }

    /// The operations of the contract.
    var operations: [Operation<Call>] { service.operations + (settings.declaresUnemulated ? service.unemulated : []) }

    /// Returns the operations that a port offers.
    func operations(at port: Port) -> [Operation<Call>] {
        port.isSOAP ? operations : service.operations.filter(\.hasFormBinding)
    }

    /// Returns the contract.
    func bytes() -> [UInt8] {
        var writer = ContractWriter()
        let schema = WSDLSchema(service: service, operations: operations, hasFormBindings: !settings.formMethods.isEmpty)
        let namespaces: KeyValuePairs<String, String?> = [
            "xmlns:s": Namespaces.xsd, "xmlns:soap12": "http://schemas.xmlsoap.org/wsdl/soap12/",
            "xmlns:http": "http://schemas.xmlsoap.org/wsdl/http/", "xmlns:mime": "http://schemas.xmlsoap.org/wsdl/mime/",
            "xmlns:tns": service.namespace, "xmlns:s1": schema.usesGUID ? Namespaces.microsoftTypes : nil,
            "xmlns:soap": "http://schemas.xmlsoap.org/wsdl/soap/",
            "xmlns:tm": "http://microsoft.com/wsdl/mime/textMatching/", "xmlns:soapenc": "http://schemas.xmlsoap.org/soap/encoding/",
            "targetNamespace": service.namespace, "xmlns:wsdl": "http://schemas.xmlsoap.org/wsdl/",
        ]
        writer.element("wsdl:definitions", namespaces) { writer in
            writer.element("wsdl:documentation", text: service.documentation)
            writer.element("wsdl:types") { writer in
                schema.write(into: &writer)
                if schema.usesGUID { schema.writeTypes(into: &writer) }
            }
            writeMessages(into: &writer)
            writePortTypes(into: &writer)
            writeBindings(into: &writer)
            writeService(into: &writer)
        }
        return writer.finish()
    }

    /// Returns the contract's schema as a separate document, which ASP.NET serves at `?schema`. If the contract has a
    /// schema of ASP.NET's own types, that one is served at `?schema=schema1`.
    func schemaBytes(ofTypes: Bool) -> [UInt8] {
        var writer = ContractWriter()
        let schema = WSDLSchema(service: service, operations: operations, hasFormBindings: !settings.formMethods.isEmpty)
        if schema.usesGUID, ofTypes {
            schema.writeTypes(isRoot: true, into: &writer)
        } else {
            schema.write(isRoot: true, into: &writer)
        }
        return writer.finish()
    }

    private func writeService(into writer: inout ContractWriter) {
        writer.element("wsdl:service", ["name": service.name]) { writer in
            writer.element("wsdl:documentation", text: service.documentation)
            for port in ports {
                let name = service.name + port.suffix
                writer.element("wsdl:port", ["name": name, "binding": "tns:\(name)"]) { writer in
                    let element =
                        switch port {
                        case .soap: "soap:address"
                        case .soap12: "soap12:address"
                        case .httpGet, .httpPost: "http:address"
                        }
                    writer.element(element, ["location": address])
                }
            }
        }
    }
}
