internal import CLibXML2

/// The functions that libxml2 calls. Only a document's content has handlers: comments, processing instructions and
/// document type declarations have none.
enum SAXHandlers {
    static func table() -> xmlSAXHandler {
        var handlers = xmlSAXHandler()
        handlers.initialized = UInt32(XML_SAX2_MAGIC)
        handlers.startElementNs = { state, localName, _, namespace, declaredCount, declared, attributeCount, _, attributes in
            guard let state, let localName else { return }
            state.assumingMemoryBound(to: ReaderState.self).pointee.startElement(
                localName, namespace, declared: declared, Int(declaredCount), attributes: attributes, Int(attributeCount))
        }
        handlers.endElementNs = { state, _, _, _ in
            state?.assumingMemoryBound(to: ReaderState.self).pointee.endElement()
        }
        handlers.characters = appendCharacters
        // The same function as for text. libxml2 then skips its test for insignificant white space.
        handlers.ignorableWhitespace = appendCharacters
        handlers.cdataBlock = appendCharacters
        handlers.serror = { state, error in
            guard let state, let error, !SAXHandlers.tolerated.contains(error.pointee.code) else { return }
            state.assumingMemoryBound(to: ReaderState.self).pointee.refuse(SAXHandlers.rule(of: error.pointee.code))
        }
        return handlers
    }

    private static let appendCharacters: charactersSAXFunc = { state, bytes, count in
        guard let state, let bytes else { return }
        state.assumingMemoryBound(to: ReaderState.self).pointee.characters(UnsafeBufferPointer(start: bytes, count: Int(count)))
    }

    /// Warnings that are no errors of the document: a namespace name that is not a URI, a relative one, and a language
    /// tag unknown to libxml2. Real clients misspell the xsi and xsd namespaces, and Namespaces in XML 1.0 does not ask
    /// a processor to check them.
    private static let tolerated: Set<Int32> = [
        Int32(XML_WAR_NS_URI.rawValue), Int32(XML_WAR_NS_URI_RELATIVE.rawValue), Int32(XML_WAR_LANG_VALUE.rawValue),
    ]

    /// Returns the rule that a report of libxml2 says is broken. Every report that is not tolerated refuses the document,
    /// whether libxml2 calls it a warning or an error.
    private static func rule(of code: Int32) -> XMLError.Rule {
        switch UInt32(bitPattern: code) {
        case XML_ERR_NO_MEMORY.rawValue: .outOfMemory
        case XML_NS_ERR_UNDEFINED_NAMESPACE.rawValue: .undeclaredPrefix
        case XML_ERR_ATTRIBUTE_REDEFINED.rawValue, XML_NS_ERR_ATTRIBUTE_REDEFINED.rawValue: .duplicateAttribute
        case XML_NS_ERR_XML_NAMESPACE.rawValue, XML_NS_ERR_QNAME.rawValue, XML_NS_ERR_EMPTY.rawValue, XML_NS_ERR_COLON.rawValue:
            .namespaceMisuse
        case XML_ERR_UNDECLARED_ENTITY.rawValue, XML_WAR_UNDECLARED_ENTITY.rawValue: .undefinedEntity
        case XML_ERR_UNKNOWN_VERSION.rawValue, XML_WAR_UNKNOWN_VERSION.rawValue: .xmlVersion
        default: .notWellFormed
        }
    }
}
