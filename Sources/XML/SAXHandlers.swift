internal import CLibXML2

/// The functions libxml2 calls. Only what a document's content needs is there: comments, processing instructions and everything of a
/// document type declaration has no handler.
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
        // The same function as for text: libxml2 then does not ask itself whether white space matters.
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

    /// Remarks that are no fault of the document: a namespace name that is no URI, or a relative one (clients in the field misspell the xsi and xsd
    /// ones; Namespaces in XML 1.0 does not ask a processor to check), and a language tag libxml2 does not know.
    private static let tolerated: Set<Int32> = [
        Int32(XML_WAR_NS_URI.rawValue), Int32(XML_WAR_NS_URI_RELATIVE.rawValue), Int32(XML_WAR_LANG_VALUE.rawValue),
    ]

    /// Everything else libxml2 reports, warning or error, refuses the document.
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
