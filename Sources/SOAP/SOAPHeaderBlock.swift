public import XML

/// The node that a header block is for: SOAP 1.1's actor (section 4.2.2) or SOAP 1.2's role (part 1, section 2.2).
public enum SOAPRole: Hashable, Sendable {
    /// The ultimate receiver, which is this server. This is also the default.
    case ultimateReceiver
    /// Every receiver on the path, this server included.
    case next
    /// No receiver at all (1.2 only).
    case none
    /// Another node.
    case other(String)

    /// Whether the ultimate receiver acts in this role.
    public var includesUltimateReceiver: Bool { self == .ultimateReceiver || self == .next }

    init(_ value: String?, version: SOAPVersion) {
        switch (version, value.map(XMLText.trimmed) ?? "") {
        case (_, ""), (.v1_2, "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver"): self = .ultimateReceiver
        case (.v1_1, "http://schemas.xmlsoap.org/soap/actor/next"), (.v1_2, "http://www.w3.org/2003/05/soap-envelope/role/next"):
            self = .next
        case (.v1_2, "http://www.w3.org/2003/05/soap-envelope/role/none"): self = .none
        case (_, let other): self = .other(other)
        }
    }
}

/// One child element of the Header.
public struct SOAPHeaderBlock: Sendable {
    /// The block itself.
    public let element: XMLElement
    /// Whether a receiver in the block's role must refuse the message if it does not know the block.
    public let mustUnderstand: Bool
    /// The node that the block is for.
    public let role: SOAPRole
    /// Whether an intermediary forwards the block unprocessed (1.2 only). It means nothing to the ultimate receiver.
    public let relay: Bool

    init(_ element: XMLElement, version: SOAPVersion, _ rules: SOAPReadingRules) throws(SOAPReadError) {
        self.element = element
        guard element.hasAttributes else {
            mustUnderstand = false
            role = .ultimateReceiver
            relay = false
            return
        }
        let namespace = version.namespace
        if let value = element.attribute("mustUnderstand", in: namespace) {
            guard let understood = boolean(value) else { throw .invalidMustUnderstand(name: element.name) }
            mustUnderstand = understood
        } else {
            mustUnderstand = false
        }
        role = SOAPRole(element.attribute(version.names.role, in: namespace), version: version)
        if version == .v1_2, let value = element.attribute("relay", in: namespace) {
            let relay = boolean(value)
            if relay == nil, rules.contains(.validRelay) { throw .invalidRelay(name: element.name) }
            self.relay = relay ?? false
        } else {
            relay = false
        }
    }
}

extension XMLElement {
    /// Whether the element is marked `xsi:nil` (XML Schema part 1, section 2.6.2). It then has no value, whatever its
    /// content.
    public var isNil: Bool {
        guard hasAttributes, let value = attribute("nil", in: Namespaces.xsi) else { return false }
        return boolean(value) == true
    }
}

/// Returns the value of a text of XML Schema's type boolean (part 2, section 3.2.2), or nil. Ignores white space around
/// it.
func boolean(_ text: String) -> Bool? {
    switch XMLText.trimmed(text) {
    case "0", "false": false
    case "1", "true": true
    default: nil
    }
}
