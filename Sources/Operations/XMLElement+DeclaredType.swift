import SOAP
package import XML

extension XMLElement {
    /// Throws if the element's `xsi:type` is anything but a type of this name in the element's own namespace. The
    /// messages are those of .NET's `XmlSerializationReader`. Texts and numbers are not checked, as in .NET.
    package func checkDeclaredType(is name: String) throws(DeclaredTypeError) {
        guard hasAttributes, let type = attribute("type", in: Namespaces.xsi) else { return }
        let parts = type.split(separator: ":", omittingEmptySubsequences: false)
        let prefix = parts.count > 1 ? parts.dropLast().joined(separator: ":") : ""
        let local = prefix.isEmpty ? type : String(parts.last ?? "")
        let declared = self.namespace(forPrefix: prefix)
        if declared == nil, !prefix.isEmpty {
            throw DeclaredTypeError(message: "Namespace prefix '\(LexicalForm.shown(prefix))' is not defined.", element: self)
        }
        guard local != name || (declared ?? "") != namespace else { return }
        let (shown, inNamespace) = (LexicalForm.shown(local), LexicalForm.shown(declared ?? ""))
        throw DeclaredTypeError(
            message: "The specified type was not recognized: name='\(shown)', namespace='\(inNamespace)', "
                + "at <\(localName) xmlns='\(LexicalForm.shown(namespace))'>.", element: self)
    }
}

/// An element that says it is of another type than the one expected.
package struct DeclaredTypeError: Error {
    /// .NET's message.
    package let message: String
    /// The element.
    package let element: XMLElement
}
