extension XMLElement {
    /// Returns the value of an attribute, or nil if it is absent. References are resolved and white space is normalised
    /// (XML 1.0, section 3.3.3).
    ///
    /// An attribute without a prefix is in no namespace, whatever the default namespace is.
    public func attribute(_ local: String, in namespace: String = "") -> String? {
        for attribute in attributeRecords
        where storage.source(attribute.localNameStart, attribute.localNameLength, equals: local)
            && storage.namespace(attribute.namespace, equals: namespace)
        {
            return storage.decodedText(attribute.value)
        }
        return nil
    }

    /// Whether the element has attributes other than namespace declarations.
    public var hasAttributes: Bool { record.attributeCount > 0 }

    /// All attributes in document order, without the namespace declarations.
    public var attributes: [(name: XMLName, value: String)] {
        attributeRecords.map { attribute in
            let local = storage.sourceText(attribute.localNameStart, attribute.localNameLength)
            return (XMLName(local, in: storage.namespaceName(attribute.namespace)), storage.decodedText(attribute.value))
        }
    }

    /// Returns the namespace that a prefix is bound to at this element, for qualified names in content. The empty
    /// prefix means the default namespace. Returns nil if the prefix is not declared, or if there is no default
    /// namespace.
    public func namespace(forPrefix prefix: String) -> String? {
        var element: XMLElement? = self
        while let current = element {
            for declaration in current.declarationRecords where storage.decoded(declaration.prefix, equals: prefix) {
                return declaration.name.isEmpty ? nil : storage.decodedText(declaration.name)
            }
            element = current.parent
        }
        return prefix == "xml" ? XMLName.xmlNamespace : nil
    }

    var attributeRecords: ArraySlice<AttributeRecord> {
        let record = record
        let first = Int(record.firstAttribute)
        return storage.attributes[first..<first + Int(record.attributeCount)]
    }

    var declarationRecords: ArraySlice<DeclarationRecord> {
        let record = record
        let first = Int(record.firstDeclaration)
        return storage.declarations[first..<first + Int(record.declarationCount)]
    }
}

extension XMLName {
    /// The namespace that `xml` is always bound to (Namespaces in XML 1.0, section 3).
    public static let xmlNamespace = "http://www.w3.org/XML/1998/namespace"
}
