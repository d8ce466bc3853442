import XML

/// What a WSDL 1.1 document says, as far as clients depend on it.
struct Contract {
    /// A child of an element or a type, or a value of an enumeration.
    struct Member: Hashable {
        let name: String
        let type: String
        let occurs: String
        let isNillable: Bool
    }

    /// A global element or a type, with its members in order.
    struct Definition {
        /// What it is, for people: `element`, `type`.
        let kind: String
        /// The type of an element without members of its own, or what a type extends or restricts.
        let base: String
        let members: [Member]
    }

    /// An operation of SOAP.
    struct Operation {
        let action: String
        let input: String
        let output: String
    }

    private(set) var operations: [String: Operation] = [:]
    private(set) var definitions: [String: Definition] = [:]
    let targetNamespace: String

    private static let wsdl = "http://schemas.xmlsoap.org/wsdl/"
    private static let schema = "http://www.w3.org/2001/XMLSchema"

    /// A contract has more elements than a message.
    private static let limits = {
        var limits = XMLLimits()
        limits.messageBytes = 16 << 20
        limits.elements = 1_000_000
        limits.childrenPerElement = 100_000
        return limits
    }()

    /// Reads a document. Throws if it is none, or if it leads to others, which are not read.
    init(_ bytes: [UInt8]) throws(RecordingError) {
        let root: XMLElement
        do throws(XMLError) {
            root = try XMLDocument.parse(bytes, limits: Self.limits).root
        } catch {
            throw RecordingError("it is not XML: \(error)")
        }
        guard root.isNamed(XMLName("definitions", in: Self.wsdl)) else { throw RecordingError("it is no WSDL 1.1 document") }
        targetNamespace = root.attribute("targetNamespace") ?? ""
        let schemas = Self.children(root, "types", Self.wsdl).flatMap { Self.children($0, "schema", Self.schema) }
        let imports =
            Self.children(root, "import", Self.wsdl)
            + schemas.flatMap { Self.children($0, "import", Self.schema) + Self.children($0, "include", Self.schema) }
            .filter { $0.attribute("schemaLocation") != nil }
        guard imports.isEmpty else { throw RecordingError("it imports other documents, which are not read; give one document") }
        for schema in schemas { read(schema) }
        readOperations(root)
    }

    // MARK: Types

    private mutating func read(_ schema: XMLElement) {
        let namespace = schema.attribute("targetNamespace") ?? ""
        for child in schema.children {
            guard child.isInNamespace(Self.schema), let name = child.attribute("name") else { continue }
            let isElement = child.hasLocalName("element")
            guard isElement || child.hasLocalName("complexType") || child.hasLocalName("simpleType") else { continue }
            let kind = isElement ? "element" : "type"
            let base = child.attribute("type").map { Self.expanded($0, at: child) } ?? Self.base(of: child)
            definitions["\(kind) {\(namespace)}\(name)"] = Definition(kind: kind, base: base, members: Self.members(of: child))
        }
    }

    /// Returns what a type extends or restricts. Empty if it does neither.
    private static func base(of element: XMLElement) -> String {
        for child in element.children where child.isInNamespace(schema) && !child.hasLocalName("annotation") {
            if child.hasLocalName("extension") || child.hasLocalName("restriction") {
                return child.attribute("base").map { expanded($0, at: child) } ?? ""
            }
            if child.hasLocalName("element") { continue }
            let found = base(of: child)
            if !found.isEmpty { return found }
        }
        return ""
    }

    /// Returns the children that a type allows, its attributes and the values of an enumeration, in order. Recursive. The depth is that of
    /// the document, which the parser has limited.
    private static func members(of element: XMLElement) -> [Member] {
        element.children.flatMap { child -> [Member] in
            guard child.isInNamespace(schema) else { return [] }
            switch child.localName {
            case "element":
                let name = child.attribute("name") ?? child.attribute("ref").map { expanded($0, at: child) } ?? ""
                let type = child.attribute("type").map { expanded($0, at: child) } ?? base(of: child)
                let occurs = "\(child.attribute("minOccurs") ?? "1")..\(child.attribute("maxOccurs") ?? "1")"
                let isNillable = ["true", "1"].contains(child.attribute("nillable") ?? "")
                return [Member(name: name, type: type, occurs: occurs, isNillable: isNillable)]
                    + members(of: child).map {
                        Member(name: "\(name)/\($0.name)", type: $0.type, occurs: $0.occurs, isNillable: $0.isNillable)
                    }
            case "attribute":
                let name = "@" + (child.attribute("name") ?? child.attribute("ref") ?? "")
                let type = child.attribute("type").map { expanded($0, at: child) } ?? ""
                return [Member(name: name, type: type, occurs: child.attribute("use") ?? "optional", isNillable: false)]
            case "enumeration": return [Member(name: "value \(child.attribute("value") ?? "")", type: "", occurs: "", isNillable: false)]
            case "any": return [Member(name: "any element", type: "", occurs: child.attribute("maxOccurs") ?? "1", isNillable: false)]
            case "annotation": return []
            default: return members(of: child)
            }
        }
    }

    /// Returns a name with its namespace instead of a prefix. The schema's own types have no namespace in the result.
    private static func expanded(_ name: String, at element: XMLElement) -> String {
        let parts = name.split(separator: ":", maxSplits: 1).map(String.init)
        let namespace = element.namespace(forPrefix: parts.count == 2 ? parts[0] : "") ?? ""
        let local = parts.last ?? name
        return namespace == schema || namespace.isEmpty ? local : "{\(namespace)}\(local)"
    }

    // MARK: Operations

    private mutating func readOperations(_ root: XMLElement) {
        var messages: [String: String] = [:]
        for message in Self.children(root, "message", Self.wsdl) {
            let parts = Self.children(message, "part", Self.wsdl).map { part in
                (part.attribute("element") ?? part.attribute("type")).map { Self.expanded($0, at: part) } ?? ""
            }
            messages[message.attribute("name") ?? ""] = parts.joined(separator: ", ")
        }
        func message(_ name: String, of operation: XMLElement) -> String {
            let reference = Self.children(operation, name, Self.wsdl).first?.attribute("message") ?? ""
            return messages[String(reference.split(separator: ":").last ?? "")] ?? ""
        }
        let actions = Self.soapActions(root)
        for portType in Self.children(root, "portType", Self.wsdl) {
            for operation in Self.children(portType, "operation", Self.wsdl) {
                guard let name = operation.attribute("name"), let action = actions[name], operations[name] == nil else { continue }
                operations[name] = Operation(
                    action: action, input: message("input", of: operation), output: message("output", of: operation))
            }
        }
    }

    /// Returns the SOAPAction of each operation that a binding of SOAP has.
    private static func soapActions(_ root: XMLElement) -> [String: String] {
        var actions: [String: String] = [:]
        for binding in children(root, "binding", wsdl) {
            for operation in children(binding, "operation", wsdl) {
                let soap = operation.children.first {
                    $0.hasLocalName("operation") && $0.namespace != wsdl && $0.attribute("soapAction") != nil
                }
                guard let name = operation.attribute("name"), let action = soap?.attribute("soapAction") else { continue }
                if actions[name] == nil { actions[name] = action }
            }
        }
        return actions
    }

    private static func children(_ element: XMLElement, _ local: String, _ namespace: String) -> [XMLElement] {
        element.children.filter { $0.hasLocalName(local) && $0.isInNamespace(namespace) }
    }
}
