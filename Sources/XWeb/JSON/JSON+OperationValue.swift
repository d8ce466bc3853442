import ASMX
import JSON
import Operations

extension JSON {
    /// Creates the JSON of an operation's value. Plain values are written directly, and so is a string that is a record
    /// number. A record is wrapped in an object with its type's name.
    init(_ value: OperationValue) {
        switch value {
        case .void: self = .null
        case .int(let number): self = .number(String(number))
        case .boolean(let flag): self = .bool(flag)
        case .dateTime(let text): self = .string(text)
        case .string(let text): self = text.map { Self.isWholeNumber($0) ? .number($0) : .string($0) } ?? .null
        case .record(let record): self = record.map { .object([.init($0.type.name, JSON($0))]) } ?? .null
        case .xml(let tree): self = tree.map { .object([.init($0.name, JSON($0))]) } ?? .null
        }
    }

    /// Creates the JSON of a record. Leaf values are strings, absent leaves are omitted, and empty containers are null.
    private init(_ record: ComplexValue) {
        self = .object(
            record.type.elements.compactMap { element in
                if case .complex = element.type {
                    let inner = record[record: element.name].flatMap { $0.isEmpty ? nil : JSON($0) }
                    return Member(element.name, inner ?? .null)
                }
                return record[text: element.name].map { Member(element.name, .string($0)) }
            })
    }

    /// Creates the JSON of XML as Json.NET does: attributes have `@` in front, several elements of one name form an
    /// array, an element with only text is a string, and an empty one is null. It is not known how the vendor does it;
    /// this is our choice.
    private init(_ tree: XMLTree) {
        guard !tree.attributes.isEmpty || !tree.children.isEmpty else {
            self = tree.text.isEmpty ? .null : .string(tree.text)
            return
        }
        var members = tree.attributes.map { Member("@" + $0.name, .string($0.value)) }
        if !tree.text.isEmpty { members.append(Member("#text", .string(tree.text))) }
        var names: [String] = []
        var groups: [String: [JSON]] = [:]
        for child in tree.children {
            if groups[child.name] == nil { names.append(child.name) }
            groups[child.name, default: []].append(JSON(child))
        }
        for name in names {
            let group = groups[name] ?? []
            members.append(Member(name, group.count == 1 ? group[0] : .array(group)))
        }
        self = .object(members)
    }

    private static func isWholeNumber(_ text: String) -> Bool {
        text == "0" || (!text.hasPrefix("0") && !text.isEmpty && text.utf8.count <= 18 && text.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 })
    }
}

extension XMLTree {
    /// Creates XML from a JSON object, the reverse of how XML is answered. Nil if it is nested deeper than XML may be.
    init?(_ json: JSON, named name: String, depth: Int = 0) {
        guard depth < Self.maximumDepth else { return nil }
        self.init(name: name)
        switch json {
        case .null: isNil = true
        case .bool(let flag): text = flag ? "true" : "false"
        case .number(let spelling), .string(let spelling): text = spelling
        case .array(let elements):
            // An array stands for elements of its own name. It reaches this point only if there is no name around it.
            guard elements.isEmpty else { return nil }
        case .object(let members):
            for member in members {
                if member.name == "#text", let text = member.value.string {
                    self.text = text
                } else if member.name.hasPrefix("@"), let value = member.value.string {
                    attributes.append(Attribute(String(member.name.dropFirst()), value))
                } else {
                    for value in member.value.elements ?? [member.value] {
                        guard let child = XMLTree(value, named: member.name, depth: depth + 1) else { return nil }
                        children.append(child)
                    }
                }
            }
        }
    }

    /// The greatest depth of a message in XML.
    private static let maximumDepth = 64
}
