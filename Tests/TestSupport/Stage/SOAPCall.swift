public import HTTP

/// A page that answers SOAP and forms.
public struct SOAPPage: Sendable {
    /// The path of the page.
    public let path: String
    /// The namespace of its operations, which is also the beginning of each SOAPAction.
    public let namespace: String

    /// Creates a page.
    public init(path: String, namespace: String) {
        self.path = path
        self.namespace = namespace
    }

    /// A version of SOAP.
    public enum Version: Sendable, CaseIterable {
        /// SOAP 1.1 with an action.
        case soap11
        /// SOAP 1.2 without an action.
        case soap12
    }

    /// Returns a message that calls an operation.
    ///
    /// - Parameters:
    ///   - operation: The name of the operation.
    ///   - parameters: The parameters in order. Values are put into the message as they are, as XML. The prefix `n` is the page's
    ///     namespace, and so are names without a prefix.
    ///   - header: The header blocks as XML. The prefix `e` is the envelope's namespace.
    ///   - version: The version of SOAP.
    public func envelope(
        _ operation: String, _ parameters: [(String, String)] = [], header: String = "", version: Version = .soap11
    ) -> String {
        let envelope =
            switch version {
            case .soap11: "http://schemas.xmlsoap.org/soap/envelope/"
            case .soap12: "http://www.w3.org/2003/05/soap-envelope"
            }
        let head = header.isEmpty ? "" : "<e:Header>\(header)</e:Header>"
        let body = parameters.map { "<\($0)>\($1)</\($0)>" }.joined()
        return """
            <?xml version="1.0" encoding="utf-8"?><e:Envelope xmlns:e="\(envelope)" xmlns:n="\(namespace)">\(head)<e:Body>\
            <\(operation) xmlns="\(namespace)">\(body)</\(operation)></e:Body></e:Envelope>
            """
    }

    /// Returns a request that posts a message. With SOAP 1.1 it has the operation's action.
    public func request(
        posting envelope: String, action operation: String, version: Version = .soap11, from address: String = "127.0.0.1"
    ) -> HTTPRequest {
        var fields = Self.host
        switch version {
        case .soap11:
            fields.append("Content-Type", "text/xml; charset=utf-8")
            fields.append("SOAPAction", HTTPFieldValue(replacingControlsIn: "\"\(namespace)\(operation)\""))
        case .soap12:
            fields.append("Content-Type", "application/soap+xml; charset=utf-8")
        }
        return HTTPRequest(method: "POST", path: path, fields: fields, body: Array(envelope.utf8), clientAddress: address)
    }

    /// Returns a request that calls an operation by SOAP. The parameters are those of ``envelope(_:_:header:version:)``.
    public func request(
        _ operation: String, _ parameters: [(String, String)] = [], header: String = "", version: Version = .soap11,
        from address: String = "127.0.0.1"
    ) -> HTTPRequest {
        request(
            posting: envelope(operation, parameters, header: header, version: version), action: operation, version: version,
            from: address)
    }

    /// Returns a request that calls an operation by a form. Values are put into it as they are.
    public func form(_ operation: String, _ parameters: KeyValuePairs<String, String> = [:]) -> HTTPRequest {
        var fields = Self.host
        fields.append("Content-Type", "application/x-www-form-urlencoded")
        let body = parameters.map { "\($0.key)=\($0.value)" }.joined(separator: "&")
        return HTTPRequest(method: "POST", path: "\(path)/\(operation)", fields: fields, body: Array(body.utf8))
    }

    private static var host: HTTPFields {
        var fields = HTTPFields()
        fields.append("Host", "tenant.example.org")
        return fields
    }
}

extension Stage {
    /// Calls an operation by SOAP. The parameters are those of ``SOAPPage/envelope(_:_:header:version:)``.
    public func call(
        _ page: SOAPPage, _ operation: String, _ parameters: KeyValuePairs<String, String> = [:], header: String = "",
        version: SOAPPage.Version = .soap11, from address: String = "127.0.0.1"
    ) -> HTTPResponse {
        send(page.request(operation, parameters.map { ($0.key, $0.value) }, header: header, version: version, from: address))
    }
}
