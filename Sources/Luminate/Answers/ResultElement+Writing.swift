import JSON
import XML

extension ResultElement {
    /// The answer as the vendor's XML: the declaration, the root's attributes in the vendor's order, and one line for
    /// each element. Source: Luminate.docc/Answers.md.
    var xml: [UInt8] {
        var writer = XMLWriter(emptyElementStyle: .compact)
        writer.declaration(encoding: "UTF-8")
        writer.text("\n")
        writer.start(shape.name)
        writer.attribute(
            "xsi:schemaLocation", "http://convio.com/crm/v1.0 http://service.convio.net/xmlschema/crm.public.v1.xsd")
        writer.attribute("xmlns", "http://convio.com/crm/v1.0")
        writer.attribute("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
        Self.write(content, to: &writer, indentedBy: "")
        writer.end()
        return writer.finish()
    }

    private static func write(_ value: ResultValue, to writer: inout XMLWriter, indentedBy indent: String) {
        switch value {
        case .text(let text): writer.text(text)
        case .none: writer.attribute("xsi:nil", "true")
        case .labelled(let id, let text):
            writer.attribute("id", id)
            writer.text(text)
        case .members(let members):
            for member in members {
                for value in member.values {
                    writer.text("\n  \(indent)")
                    writer.start(member.name)
                    write(value, to: &writer, indentedBy: indent + "  ")
                    writer.end()
                }
            }
            if members.contains(where: { !$0.values.isEmpty }) { writer.text("\n\(indent)") }
        }
    }

    /// Returns the answer as the vendor's JSON: one member with the root's name, every scalar as a string, null for nil.
    /// Elements of one name are an array from two on, and the bare value if there is one, unless `alwaysArrays` is true.
    /// Source: Luminate.docc/Answers.md.
    func json(alwaysArrays: Bool = false) -> [UInt8] {
        let order = shape.jsonMembers == shape.members ? [] : shape.jsonMembers
        var writer = JSONWriter()
        writer.startObject()
        writer.member(shape.name)
        Self.write(content, to: &writer, order, alwaysArrays)
        writer.endObject()
        return writer.bytes
    }

    /// Returns members in an order of their names. Those that it does not have come last. It has at most eight, so looking for
    /// each is quicker than sorting.
    private static func ordered(_ members: [ResultMember], _ order: [String]) -> [ResultMember] {
        guard !order.isEmpty else { return members }
        var ordered: [ResultMember] = []
        ordered.reserveCapacity(members.count)
        for name in order {
            for member in members where member.name == name { ordered.append(member) }
        }
        for member in members where !order.contains(member.name) { ordered.append(member) }
        return ordered
    }

    /// Writes a value as JSON. If `order` is empty, the order of members is that of the XML.
    private static func write(_ value: ResultValue, to writer: inout JSONWriter, _ order: [String], _ alwaysArrays: Bool) {
        switch value {
        case .text(let text): writer.string(text)
        case .none: writer.null()
        case .labelled(let id, let text):
            writer.startObject()
            writer.member("id")
            writer.string(id)
            writer.member("content")
            writer.string(text)
            writer.endObject()
        case .members(let members):
            writer.startObject()
            for member in ordered(members, order) {
                switch member.content {
                case .one(let value):
                    writer.member(member.name)
                    write(value, to: &writer, order, alwaysArrays)
                case .each(let values):
                    write(each: values, of: member.name, to: &writer, order, alwaysArrays)
                }
            }
            writer.endObject()
        }
    }

    private static func write(
        each values: [ResultValue], of name: String, to writer: inout JSONWriter, _ order: [String], _ alwaysArrays: Bool
    ) {
        guard alwaysArrays || values.count > 1 else {
            guard let value = values.first else { return }
            writer.member(name)
            return write(value, to: &writer, order, alwaysArrays)
        }
        writer.member(name)
        writer.startArray()
        for value in values {
            writer.element()
            write(value, to: &writer, order, alwaysArrays)
        }
        writer.endArray()
    }
}
