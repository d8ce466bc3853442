import XML

/// The XML of contacts, in parameters and in answers. Source: Archer.docc/Contacts.md.
enum ContactXML {
    /// The name of a contact's element, and of the element of its value.
    static let entry = "ContactInfo"

    /// Reads the contacts in a parameter: one element, several in a row, or several in another element. An empty text has
    /// none.
    static func contacts(in text: String) throws(ArcherRefusal) -> [ArcherContact] {
        guard !XMLText.trimmed(text).isEmpty else { return [] }
        let root = try root(of: text)
        // The element of a value has the same name, and no elements inside.
        let elements = root.localName == entry && root.hasElementChildren ? [root] : Array(root.children)
        guard !elements.isEmpty else { throw .contactInfo("it has no \(entry) element") }
        guard elements.count <= ArcherContact.maximumCount else {
            throw .contactInfo("it has more than \(ArcherContact.maximumCount) contacts")
        }
        var contacts: [ArcherContact] = []
        for element in elements { contacts.append(try contact(in: element)) }
        return ArcherContact.settling(contacts, defaultAt: contacts.lastIndex { $0.isDefault })
    }

    /// Returns the contacts of a user.
    static func list(_ contacts: [ArcherContact]) -> String {
        ArcherXML.text { writer in
            writer.start("Contacts")
            for contact in contacts {
                writer.start(entry)
                writer.element("ContactTypeId", String(contact.type))
                writer.element("ContactSubTypeId", String(contact.subtype))
                writer.element(entry, contact.value)
                writer.element("ContactDefault", contact.isDefault ? "true" : "false")
                writer.end()
            }
            writer.end()
        }
    }

    /// Returns types or subtypes, in elements with these names.
    static func kinds(_ kinds: [ArcherContactKind], list: StaticString, element: StaticString) -> String {
        ArcherXML.text { writer in
            writer.start(list)
            for kind in kinds {
                writer.start(element)
                writer.element("Id", String(kind.id))
                writer.element("Name", kind.name)
                writer.end()
            }
            writer.end()
        }
    }

    /// Returns the root of a document, or of one made of several elements in a row.
    private static func root(of text: String) throws(ArcherRefusal) -> XMLElement {
        if let document = try? XMLDocument.parse(Array(text.utf8), charset: "utf-8") { return document.root }
        do {
            return try XMLDocument.parse(Array("<Contacts>\(text)</Contacts>".utf8), charset: "utf-8").root
        } catch {
            throw .contactInfo("it is not XML")
        }
    }

    private static func contact(in element: XMLElement) throws(ArcherRefusal) -> ArcherContact {
        guard element.localName == entry else { throw .contactInfo("an element in it is no \(entry)") }
        let value = try text(entry, in: element)
        var contact = ArcherContact(
            type: try number("ContactTypeId", in: element), subtype: try number("ContactSubTypeId", in: element), value: value)
        try ArcherContact.check(value) { .contactInfo("\(entry): \($0)") }
        contact.isDefault = try flag("ContactDefault", in: element) && contact.isEmail
        return contact
    }

    /// Returns the text of a child, or an empty text if there is none.
    private static func text(_ name: String, in element: XMLElement) throws(ArcherRefusal) -> String {
        guard let child = element.children.first(where: { $0.localName == name }) else { return "" }
        guard !child.hasElementChildren else { throw .contactInfo("\(name) has elements inside") }
        return child.text
    }

    private static func number(_ name: String, in element: XMLElement) throws(ArcherRefusal) -> Int32 {
        guard let number = Int32(XMLText.trimmed(try text(name, in: element))), number >= 0 else {
            throw .contactInfo("\(name) is no number")
        }
        return number
    }

    private static func flag(_ name: String, in element: XMLElement) throws(ArcherRefusal) -> Bool {
        switch XMLText.trimmed(try text(name, in: element)).lowercased() {
        case "true", "1": true
        case "false", "0", "": false
        default: throw .contactInfo("\(name) is neither true nor false")
        }
    }
}
