import JSON
import XML

extension ResultElement {
    /// The answer as the vendor's XML: the declaration, the root's attributes in the vendor's order, and one line for
    /// each member. Source: Luminate.docc/Answers.md.
    var xml: [UInt8] {
        var writer = XMLWriter(emptyElementStyle: .compact)
        writer.declaration(encoding: "UTF-8")
        writer.text("\n")
        writer.start(shape.name)
        writer.attribute(
            "xsi:schemaLocation", "http://convio.com/crm/v1.0 http://service.convio.net/xmlschema/crm.public.v1.xsd")
        writer.attribute("xmlns", "http://convio.com/crm/v1.0")
        writer.attribute("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
        for member in shape.members {
            writer.text("\n  ")
            if let value = values[member] {
                writer.element(member, value)
            } else {
                writer.start(member)
                writer.attribute("xsi:nil", "true")
                writer.end()
            }
        }
        writer.text("\n")
        writer.end()
        return writer.finish()
    }

    /// The answer as the vendor's JSON: one member with the root's name, every scalar as a string, null for nil.
    /// Source: Luminate.docc/Answers.md.
    var json: [UInt8] {
        let members = shape.jsonMembers.map { JSON.Member($0, values[$0].map(JSON.string) ?? .null) }
        return JSON.object([JSON.Member(shape.name, .object(members))]).bytes
    }
}
