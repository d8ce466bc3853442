public import Operations
import SOAP
public import XML

/// Writes an operation's value as XML.
@usableFromInline
enum ValueWriter {
    /// Writes the response element of an operation: `<NameResponse
    /// xmlns="…"><NameResult>…</NameResult></NameResponse>`. A null result is omitted, and the element of a void
    /// operation is empty.
    @usableFromInline
    static func writeResponse(of index: Int, of table: ServiceTable, _ value: OperationValue, into writer: inout XMLWriter) {
        let row = table.rows[index]
        if let text = value.text, !text.isEmpty {
            writer.raw(row.beginning)
            writer.text(text)
            writer.raw(row.ending)
            return
        }
        writer.start(row.responseName)
        writer.attribute("xmlns", table.namespace)
        write(value, as: row.resultName, in: table.namespace, into: &writer)
        writer.end()
    }

    /// Returns a result as a separate document, as in the form protocols: `<string xmlns="…">…</string>`.
    static func writeDocument<Call>(
        _ value: OperationValue, of operation: Operation<Call>, of service: Service<Call>, into writer: inout XMLWriter
    ) {
        let name = operation.resultType.elementName
        switch value {
        case .record(let record?): return write(record, as: name, namespace: service.namespace, into: &writer)
        case .xml(let tree?): return write(tree, asRootIn: service.namespace, into: &writer)
        default: break
        }
        writer.start(name)
        if let text = value.text {
            writer.attribute("xmlns", service.namespace)
            writer.text(text)
        } else {
            writer.attribute("xsi:nil", "true")
            writer.attribute("xmlns:xsi", Namespaces.xsi)
            writer.attribute("xmlns", service.namespace)
        }
        writer.end()
    }

    /// Writes a value as one element. Writes nothing for null and void.
    static func write(_ value: OperationValue, as name: String, in namespace: String, into writer: inout XMLWriter) {
        switch value {
        case .record(let record):
            if let record { write(record, as: name, into: &writer) }
        case .xml(let tree):
            guard let tree else { return }
            writer.start(name)
            write(tree, within: namespace, into: &writer)
            writer.end()
        default:
            if let text = value.text { writer.element(name, text) }
        }
    }

    /// Writes any XML inside an element of a namespace, in an envelope.
    private static func write(_ tree: XMLTree, within namespace: String, into writer: inout XMLWriter) {
        writer.start(tree.name)
        if let own = tree.namespace, own != namespace { writer.attribute("xmlns", own) }
        writeContent(of: tree, in: tree.namespace ?? namespace, into: &writer)
    }

    /// Writes any XML as a separate document, in this namespace if it names none. It declares the prefix that an
    /// envelope would declare where it is used.
    private static func write(_ tree: XMLTree, asRootIn namespace: String, into writer: inout XMLWriter) {
        writer.start(tree.name)
        if tree.attributes.contains(where: { $0.name.hasPrefix("xsi:") }) { writer.attribute("xmlns:xsi", Namespaces.xsi) }
        writer.attribute("xmlns", tree.namespace ?? namespace)
        writeContent(of: tree, in: tree.namespace ?? namespace, into: &writer)
    }

    /// Writes the content of an element that was just opened, and its end. Recursive; the depth is that of the tree.
    private static func writeContent(of tree: XMLTree, in namespace: String, into writer: inout XMLWriter) {
        for attribute in tree.attributes { writer.attribute(attribute.name, attribute.value) }
        if !tree.text.isEmpty { writer.text(tree.text) }
        for child in tree.children { write(child, within: namespace, into: &writer) }
        writer.end()
    }

    /// Writes the elements of a complex value in its type's order. Empty ones are omitted, except those that the
    /// contract requires and that others follow: a client that reads strictly in order would take the next one for
    /// them.
    private static func write(_ record: ComplexValue, as name: String, namespace: String? = nil, into writer: inout XMLWriter) {
        writer.start(name)
        if let namespace { writer.attribute("xmlns", namespace) }
        let elements = record.type.elements
        // The index of the first element that is neither written nor known to be left out.
        var due = 0
        func writeDue(before index: Int, into writer: inout XMLWriter) {
            for element in elements[due..<index] where element.isRequiredRecord { writer.element(element.name, "") }
            due = index + 1
        }
        for index in elements.indices {
            let name = elements[index].name
            if elements[index].isRecord {
                guard let inner = record[record: name], !inner.isEmpty else { continue }
                writeDue(before: index, into: &writer)
                write(inner, as: name, into: &writer)
            } else if let text = record[text: name] {
                writeDue(before: index, into: &writer)
                writer.element(name, text)
            }
        }
        writer.end()
    }
}

extension ComplexType.Element {
    /// Whether it has child elements.
    fileprivate var isRecord: Bool { if case .complex = type { true } else { false } }

    /// Whether it has child elements and must not be omitted.
    fileprivate var isRequiredRecord: Bool { isRecord && !isOptional }
}
