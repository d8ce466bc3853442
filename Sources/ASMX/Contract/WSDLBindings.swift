import Operations

/// Messages, port types and bindings of a contract.
extension WSDL {
    func writeMessages(into writer: inout ContractWriter) {
        let hasHeader = service.header != nil
        for operation in operations {
            writer.element("wsdl:message", ["name": "\(operation.name)SoapIn"]) { writer in
                writer.element("wsdl:part", ["name": "parameters", "element": "tns:\(operation.name)"])
            }
            writer.element("wsdl:message", ["name": "\(operation.name)SoapOut"]) { writer in
                writer.element("wsdl:part", ["name": "parameters", "element": "tns:\(operation.name)Response"])
            }
            if hasHeader, operation.header != .none, let header = service.header {
                writer.element("wsdl:message", ["name": operation.name + header.name]) { writer in
                    writer.element("wsdl:part", ["name": header.name, "element": "tns:\(header.name)"])
                }
            }
        }
        for port in ports where !port.isSOAP {
            for operation in operations(at: port) { writeFormMessages(of: operation, at: port, into: &writer) }
        }
    }

    private func writeFormMessages(of operation: Operation<Call>, at port: Port, into writer: inout ContractWriter) {
        writer.element("wsdl:message", ["name": "\(operation.name)\(port.suffix)In"]) { writer in
            for parameter in operation.parameters {
                // ASP.NET describes every parameter of the form protocols as a string.
                writer.element("wsdl:part", ["name": parameter.name, "type": "s:string"])
            }
        }
        writer.element("wsdl:message", ["name": "\(operation.name)\(port.suffix)Out"]) { writer in
            switch operation.resultType {
            case .void: break
            case .xml: writer.element("wsdl:part", ["name": "Body"])
            case let type: writer.element("wsdl:part", ["name": "Body", "element": "tns:\(type.elementName)"])
            }
        }
    }

    func writePortTypes(into writer: inout ContractWriter) {
        // Both SOAP bindings share ASP.NET's single port type, which is named after SOAP 1.1.
        for port in ports where port != .soap12 || !ports.contains(.soap) {
            let messages = port.isSOAP ? "Soap" : port.suffix
            writer.element("wsdl:portType", ["name": service.name + messages]) { writer in
                for operation in operations(at: port) {
                    writer.element("wsdl:operation", ["name": operation.name]) { writer in
                        writer.element("wsdl:documentation", text: operation.documentation)
                        writer.element("wsdl:input", ["message": "tns:\(operation.name)\(messages)In"])
                        writer.element("wsdl:output", ["message": "tns:\(operation.name)\(messages)Out"])
                    }
                }
            }
        }
    }

    func writeBindings(into writer: inout ContractWriter) {
        for port in ports {
            let portType = service.name + (port.isSOAP ? "Soap" : port.suffix)
            writer.element("wsdl:binding", ["name": service.name + port.suffix, "type": "tns:\(portType)"]) { writer in
                switch port {
                case .soap: writer.element("soap:binding", ["transport": "http://schemas.xmlsoap.org/soap/http"])
                case .soap12: writer.element("soap12:binding", ["transport": "http://schemas.xmlsoap.org/soap/http"])
                case .httpGet: writer.element("http:binding", ["verb": "GET"])
                case .httpPost: writer.element("http:binding", ["verb": "POST"])
                }
                for operation in operations(at: port) {
                    writer.element("wsdl:operation", ["name": operation.name]) { writer in
                        if port.isSOAP {
                            writeSOAPBinding(of: operation, prefix: port == .soap ? "soap" : "soap12", into: &writer)
                        } else {
                            writeFormBinding(of: operation, at: port, into: &writer)
                        }
                    }
                }
            }
        }
    }

    private func writeSOAPBinding(of operation: Operation<Call>, prefix: String, into writer: inout ContractWriter) {
        writer.element("\(prefix):operation", ["soapAction": service.action(of: operation), "style": "document"])
        writer.element("wsdl:input") { writer in
            writer.element("\(prefix):body", ["use": "literal"])
            if operation.header == .both { writeHeader(of: operation, prefix: prefix, into: &writer) }
        }
        writer.element("wsdl:output") { writer in
            writer.element("\(prefix):body", ["use": "literal"])
            if operation.header != .none { writeHeader(of: operation, prefix: prefix, into: &writer) }
        }
    }

    /// Writes the declared header of an output. Without it, a typed client cannot see the token in the answer.
    private func writeHeader(of operation: Operation<Call>, prefix: String, into writer: inout ContractWriter) {
        guard let header = service.header else { return }
        writer.element(
            "\(prefix):header", ["message": "tns:\(operation.name)\(header.name)", "part": header.name, "use": "literal"])
    }

    private func writeFormBinding(of operation: Operation<Call>, at port: Port, into writer: inout ContractWriter) {
        writer.element("http:operation", ["location": "/\(operation.name)"])
        writer.element("wsdl:input") { writer in
            if port == .httpGet {
                writer.element("http:urlEncoded")
            } else {
                writer.element("mime:content", ["type": "application/x-www-form-urlencoded"])
            }
        }
        writer.element("wsdl:output") { writer in
            switch operation.resultType {
            case .void: break
            case .xml: writer.element("mime:content", ["part": "Body", "type": "text/xml"])
            default: writer.element("mime:mimeXml", ["part": "Body"])
            }
        }
    }
}
