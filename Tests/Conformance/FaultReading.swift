import SOAP
import XML

/// A fault taken apart, and what is wrong with its shape (SOAP 1.1, section 4.4; SOAP 1.2 part 1, section 5.4).
struct FaultReading {
    /// The local name of the code.
    private(set) var code = ""
    /// The subcode as `{namespace}name`.
    private(set) var subcode: String?
    private(set) var reason = ""
    private(set) var detail = Detail.absent
    /// What breaks a rule of the fault's form, in words.
    private(set) var faults: [String] = []

    /// What a fault's detail element is like.
    enum Detail: String {
        case absent, empty, present
    }

    /// Takes apart the one child of a Body; nil when it is no fault.
    init?(body: XMLElement, version: SOAPVersion) {
        guard let fault = body.firstChild, fault.isNamed(XMLName("Fault", in: version.namespace)) else { return nil }
        if fault.nextSibling != nil { faults.append("something stands beside the Fault") }
        switch version {
        case .v1_1: read11(fault)
        case .v1_2: read12(fault)
        }
        if reason.isEmpty { faults.append("the fault says no reason") }
    }

    private mutating func read11(_ fault: XMLElement) {
        let children = Array(fault.children)
        if !children.allSatisfy({ $0.isInNamespace("") && $0.prefix.isEmpty }) { faults.append("a child of the fault is in a namespace") }
        if fault.namespace(forPrefix: "") != nil { faults.append("a default namespace is in scope at the fault") }
        checkOrder(of: children, ["faultcode", "faultstring", "faultactor", "detail"], required: 2)
        for child in children {
            switch child.localName {
            case "faultcode": code = qualifiedName(child, mustBeIn: Namespaces.soap11)
            case "faultstring": reason = child.text
            case "detail": detail = child.hasElementChildren ? .present : .empty
            default: break
            }
        }
    }

    private mutating func read12(_ fault: XMLElement) {
        func named(_ local: String) -> XMLName { XMLName(local, in: Namespaces.soap12) }
        let children = Array(fault.children)
        if !children.allSatisfy({ $0.isInNamespace(Namespaces.soap12) }) {
            faults.append("a child of the fault is not in SOAP 1.2's namespace")
        }
        checkOrder(of: children, ["Code", "Reason", "Node", "Role", "Detail"], required: 2)
        if let codeElement = fault.child(named("Code")) {
            if let value = codeElement.child(named("Value")) { code = qualifiedName(value, mustBeIn: Namespaces.soap12) }
            if let value = codeElement.child(named("Subcode"))?.child(named("Value")) { subcode = qualifiedName(value, mustBeIn: nil) }
        }
        if !["VersionMismatch", "MustUnderstand", "DataEncodingUnknown", "Sender", "Receiver"].contains(code) {
            faults.append("\(code) is no code of SOAP 1.2")
        }
        let texts = fault.child(named("Reason")).map { Array($0.children) } ?? []
        reason = texts.first?.text ?? ""
        for text in texts where !text.isNamed(named("Text")) || text.attribute("lang", in: Namespaces.xml) != "en" {
            faults.append("a text of the reason lacks its language")
        }
        if let element = fault.child(named("Detail")) { detail = element.hasElementChildren ? .present : .empty }
    }

    private mutating func checkOrder(of children: [XMLElement], _ names: [String], required: Int) {
        let found = children.map(\.localName)
        if found != names.filter(found.contains) { faults.append("the fault's children are \(found)") }
        for name in names.prefix(required) where !found.contains(name) { faults.append("the fault has no \(name)") }
    }

    /// The name in an element's text: the local part when a namespace is asked for, else `{namespace}local`.
    private mutating func qualifiedName(_ element: XMLElement, mustBeIn expected: String?) -> String {
        let parts = element.text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let local = parts.last, let namespace = element.namespace(forPrefix: parts[0]) else {
            faults.append("the prefix of \(element.text) does not resolve")
            return element.text
        }
        guard let expected else { return "{\(namespace)}\(local)" }
        if namespace != expected { faults.append("\(element.text) is not in the envelope's namespace") }
        return local
    }
}
