public import HTTP
public import Operations
import Text
import XML

extension Catalogue {
    /// Returns the operation that a request calls, judging by its address and its message alone. Returns nil if it calls no known one.
    ///
    /// This is for messages between a client and a vendor: the request does not go through the router, which reads it strictly.
    public static func operation(of request: HTTPRequest) -> OperationFacts? {
        let segments = request.path.split(separator: "/").map { segment in
            ASCII.lowercased(segment.prefix { $0 != ";" })
        }
        for service in services {
            let address = service.address.split(separator: "/").map { ASCII.lowercased($0) }
            guard let last = address.last else { continue }
            if last == "core" {
                guard let core = segments.firstIndex(of: last) else { continue }
                if let row = service.resource(Array(segments[(core + 1)...]), verb(of: request)) { return row }
            } else if let place = segments.lastIndex(of: last) {
                let named = segments[(place + 1)...].first ?? methodName(request)
                if let row = service.operation(named: named ?? bodyEntry(request.body)) { return row }
            } else if segments.dropLast().last == "json", service.hasContract {
                if let row = service.operation(named: segments.last) { return row }
            }
        }
        return nil
    }

    /// The method, or the one in whose place POST was sent.
    private static func verb(of request: HTTPRequest) -> String {
        request.fields.first("X-Http-Method-Override") ?? request.method
    }

    /// Returns the value of the parameter with which callers of a servlet name the method.
    private static func methodName(_ request: HTTPRequest) -> String? {
        let type = request.fields.first("Content-Type").flatMap { MediaType(parsing: $0) }?.essence
        let forms =
            [request.query.flatMap { try? FormFields(query: $0) }]
            + (type?.hasSuffix("form-urlencoded") == true
                ? [try? FormFields(urlEncoded: request.body)] : [])
        return forms.compactMap { $0 }.flatMap(\.fields).first { ASCII.equalsIgnoringCase($0.name, "method") }?.value
    }

    /// Returns the name of the element in the Body of an envelope.
    private static func bodyEntry(_ message: [UInt8]) -> String? {
        guard message.contains(UInt8(ascii: "<")), let root = (try? XMLDocument.parse(message))?.root else { return nil }
        return root.children.first { $0.hasLocalName("Body") }?.firstChild?.localName
    }
}

extension Catalogue.Service {
    /// Returns the operation with a name, whatever its letter case.
    fileprivate func operation(named name: String?) -> OperationFacts? {
        guard let name else { return nil }
        return operations.first { ASCII.equalsIgnoringCase($0.name, name) }
    }

    /// Returns the row of a resource: its name is a verb with a path, in which names in braces are open.
    fileprivate func resource(_ segments: [String], _ verb: String) -> OperationFacts? {
        operations.first { row in
            let words = row.name.split(separator: " ")
            guard words.count == 2, words[0] == verb else { return false }
            let path = words[1].split(separator: "/")
            return path.count == segments.count
                && zip(path, segments).allSatisfy { $0.hasPrefix("{") || ASCII.equalsIgnoringCase($0, $1) }
        }
    }
}
