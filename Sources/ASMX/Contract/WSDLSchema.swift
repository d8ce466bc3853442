import Operations
import SOAP

/// The schema in a contract: an element for each request and each response, the header block, the complex types, and
/// for the form bindings an element for each result type.
struct WSDLSchema<Call> {
    let service: Service<Call>
    /// The operations of the contract.
    let operations: [Operation<Call>]
    let hasFormBindings: Bool

    /// Writes the schema. As the root of a document, it declares the prefixes it uses.
    func write(isRoot: Bool = false, into writer: inout ContractWriter) {
        let attributes: KeyValuePairs<String, String?> =
            isRoot
            ? [
                "xmlns:s": Namespaces.xsd, "xmlns:tns": service.namespace, "elementFormDefault": "qualified",
                "targetNamespace": service.namespace,
            ] : ["elementFormDefault": "qualified", "targetNamespace": service.namespace]
        writer.element("s:schema", attributes) { writer in
            if usesGUID {
                if isRoot {
                    writer.element("s:import", ["schemaLocation": "?schema=\(Self.typesID)", "namespace": Namespaces.microsoftTypes])
                } else {
                    writer.element("s:import", ["namespace": Namespaces.microsoftTypes])
                }
            }
            for operation in operations {
                writeElement(operation.name, isEmpty: operation.isEmulated && operation.parameters.isEmpty, into: &writer) { writer in
                    for parameter in operation.parameters { write(parameter, into: &writer) }
                    if !operation.isEmulated { Self.writeAnyContent(into: &writer) }
                }
                writeElement(operation.name + "Response", isEmpty: operation.resultType.isVoid, into: &writer) { writer in
                    writeResult(of: operation, into: &writer)
                }
            }
            writeHeader(into: &writer)
            writeComplexTypes(into: &writer)
            if hasFormBindings { writeResultElements(into: &writer) }
        }
    }

    /// Whether any parameter is a GUID. That type is in a separate schema.
    var usesGUID: Bool {
        service.operations.contains { $0.parameters.contains { if case .guid = $0.type { true } else { false } } }
    }

    /// The value that requests the schema of ASP.NET's own types: `?schema=schema1`.
    static var typesID: String { "schema1" }

    /// Writes the schema of ASP.NET's own types, which contains only `guid`.
    func writeTypes(isRoot: Bool = false, into writer: inout ContractWriter) {
        let attributes: KeyValuePairs<String, String?> =
            isRoot
            ? ["xmlns:s": Namespaces.xsd, "elementFormDefault": "qualified", "targetNamespace": Namespaces.microsoftTypes]
            : ["elementFormDefault": "qualified", "targetNamespace": Namespaces.microsoftTypes]
        writer.element("s:schema", attributes) { writer in
            writer.element("s:simpleType", ["name": "guid"]) { writer in
                writer.element("s:restriction", ["base": "s:string"]) { writer in
                    let group = { (count: Int) in "[0-9a-fA-F]{\(count)}" }
                    writer.element("s:pattern", ["value": [8, 4, 4, 4, 12].map(group).joined(separator: "-")])
                }
            }
        }
    }

    /// Writes the element of a message. Without content its type is empty, as ASP.NET writes it.
    private func writeElement(
        _ name: String, isEmpty: Bool, into writer: inout ContractWriter, content: (inout ContractWriter) -> Void
    ) {
        writer.element("s:element", ["name": name]) { writer in
            writer.element("s:complexType") { writer in
                if !isEmpty { writer.element("s:sequence", content: content) }
            }
        }
    }

    private func write(_ parameter: ParameterDescription, into writer: inout ContractWriter) {
        if case .xml = parameter.type { return writeAny(named: parameter.name, into: &writer) }
        let type = Self.typeName(parameter.type)
        switch (parameter.type.isNullable, parameter.isRequired) {
        case (true, false):
            writer.element("s:element", ["minOccurs": "0", "maxOccurs": "1", "name": parameter.name, "type": type])
        case (true, true):
            writer.element("s:element", ["minOccurs": "1", "maxOccurs": "1", "name": parameter.name, "nillable": "true", "type": type])
        case (false, _):
            writer.element("s:element", ["minOccurs": "1", "maxOccurs": "1", "name": parameter.name, "type": type])
        }
    }

    private func writeResult(of operation: Operation<Call>, into writer: inout ContractWriter) {
        let name = operation.name + "Result"
        switch operation.resultType {
        case .void:
            break
        case .xml:
            writeAny(named: name, into: &writer)
        case let type:
            let minimum = type.isNullable ? "0" : "1"
            writer.element(
                "s:element", ["minOccurs": minimum, "maxOccurs": "1", "name": name, "type": Self.typeName(type)])
        }
    }

    /// Writes that any elements may follow: the parameters of an operation of which only the name is known.
    private static func writeAnyContent(into writer: inout ContractWriter) {
        writer.element("s:any", ["minOccurs": "0", "maxOccurs": "unbounded", "processContents": "lax"])
    }

    /// Writes an element that may contain any XML.
    private func writeAny(named name: String, into writer: inout ContractWriter) {
        writer.element("s:element", ["minOccurs": "0", "maxOccurs": "1", "name": name]) { writer in
            writer.element("s:complexType", ["mixed": "true"]) { writer in
                writer.element("s:sequence") { $0.element("s:any") }
            }
        }
    }

    /// Writes the type of the header block. It allows any attributes, because an answer may carry `soap:actor` on it.
    private func writeHeader(into writer: inout ContractWriter) {
        guard let header = service.header else { return }
        writer.element("s:element", ["name": header.name, "type": "tns:\(header.name)"])
        writer.element("s:complexType", ["name": header.name]) { writer in
            writer.element("s:sequence") { writer in
                for field in header.fields {
                    writer.element("s:element", ["minOccurs": "0", "maxOccurs": "1", "name": field, "type": "s:string"])
                }
            }
            writer.element("s:anyAttribute")
        }
    }

    private func writeComplexTypes(into writer: inout ContractWriter) {
        var types: [ComplexType] = []
        func collect(_ type: ComplexType) {
            guard !types.contains(where: { $0 === type }) else { return }
            types.append(type)
            for element in type.elements {
                if case .complex(let inner) = element.type { collect(inner) }
            }
        }
        for type in service.operations.flatMap({ $0.parameters.map(\.type) + [$0.resultType] }) {
            if case .complex(let complex) = type { collect(complex) }
        }
        for type in types {
            for name in type.globalElements {
                writer.element("s:element", ["name": name, "type": "tns:\(type.name)"])
            }
        }
        var simple: [String: SimpleType] = [:]
        for type in types {
            writer.element("s:complexType", ["name": type.name]) { writer in
                writer.element("s:sequence") { writer in
                    for element in type.elements {
                        let minimum = element.isOptional ? "0" : "1"
                        let typeName = Self.typeName(element.type)
                        if case .complex = element.type {
                            writer.element(
                                "s:element", ["minOccurs": minimum, "maxOccurs": "1", "name": element.name, "type": typeName])
                        } else {
                            if case .simple(let type) = element.type { simple[type.name] = type }
                            writer.element(
                                "s:element",
                                ["minOccurs": minimum, "maxOccurs": "1", "name": element.name, "nillable": "true", "type": typeName])
                        }
                    }
                }
            }
        }
        for type in simple.values.sorted(by: { $0.name < $1.name }) { write(type, into: &writer) }
    }

    private func write(_ type: SimpleType, into writer: inout ContractWriter) {
        writer.element("s:simpleType", ["name": type.name]) { writer in
            writer.element("s:restriction", ["base": "s:\(type.base.rawValue)"]) { writer in
                if let length = type.maximumLength { writer.element("s:maxLength", ["value": String(length)]) }
                if let pattern = type.pattern { writer.element("s:pattern", ["value": pattern]) }
                if let range = type.range {
                    writer.element("s:maxInclusive", ["value": String(range.upperBound)])
                    writer.element("s:minInclusive", ["value": String(range.lowerBound)])
                }
            }
        }
    }

    /// Writes an element for each result type, for the form bindings. It is nillable if null is possible.
    private func writeResultElements(into writer: inout ContractWriter) {
        var seen: Set<String> = []
        for operation in service.operations where operation.hasFormBinding {
            let type = operation.resultType
            switch type {
            case .void, .xml: continue
            default: break
            }
            guard seen.insert(type.elementName).inserted else { continue }
            if type.isNullable {
                writer.element("s:element", ["name": type.elementName, "nillable": "true", "type": Self.typeName(type)])
            } else {
                writer.element("s:element", ["name": type.elementName, "type": Self.typeName(type)])
            }
        }
    }

    private static func typeName(_ type: SchemaType) -> String {
        switch type {
        case .complex(let complex): "tns:\(complex.name)"
        case .guid: "s1:guid"
        default: "s:\(type.elementName)"
        }
    }

    private static func typeName(_ type: ComplexType.ElementType) -> String {
        switch type {
        case .text: "s:string"
        case .simple(let simple): "tns:\(simple.name)"
        case .complex(let complex): "tns:\(complex.name)"
        }
    }
}
