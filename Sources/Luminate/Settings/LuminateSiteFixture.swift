public import Accounts
public import JSON
import XML

/// The `luminate` section of a site in a fixtures file: its groups, its interests and its types of interactions.
public struct LuminateSiteFixture: Sendable {
    /// The groups and interests.
    public let containers: [NewContainer]
    /// The values to store for the site, by name: the types of interactions.
    public let values: [(name: String, value: String)]

    /// Reads a section. `path` is its place in the file. Throws for unknown members, ids that are no numbers of up to ten
    /// digits, and an id that is there twice.
    public init(json: JSON, at path: JSONPath = .root) throws(JSONSchemaError) {
        (containers, values) = try json.readObject(at: path) { reader throws(JSONSchemaError) in
            var containers: [NewContainer] = []
            for group in LuminateGroup.allCases {
                let name = group.fixtureName
                var seen: Set<Int64> = []
                containers += try reader.array(name) { json, path throws(JSONSchemaError) in
                    let container = try json.readObject(at: path) { reader throws(JSONSchemaError) in try Self.read(group, &reader) }
                    guard let number = container.number, seen.insert(number).inserted else {
                        throw JSONSchemaError(path, "another of the \(name) has this id")
                    }
                    return container
                }
            }
            return (containers, try Self.readInteractionTypes(&reader))
        }
    }

    private static func readInteractionTypes(
        _ reader: inout JSONObjectReader
    ) throws(JSONSchemaError) -> [(name: String, value: String)] {
        var seen: Set<Int> = []
        return try reader.array("interaction_types") { json, path throws(JSONSchemaError) in
            try json.readObject(at: path) { reader throws(JSONSchemaError) in
                guard let id = try reader.int("id", in: ids) else { throw JSONSchemaError(path, "a number \"id\" is missing") }
                guard seen.insert(id).inserted else { throw JSONSchemaError(path, "another of the interaction_types has this id") }
                let name = try reader.requiredString("name")
                guard isName(name) else { throw reader.error("name", "must be 1 to \(longestName) characters that XML can carry") }
                return (LuminateSiteValue.interactionType(Int64(id)), name)
            }
        }
    }

    private static func read(_ group: LuminateGroup, _ reader: inout JSONObjectReader) throws(JSONSchemaError) -> NewContainer {
        guard let id = try reader.int("id", in: ids) else { throw JSONSchemaError(reader.path, "a number \"id\" is missing") }
        let name = try reader.requiredString("name")
        guard isName(name) else { throw reader.error("name", "must be 1 to \(longestName) characters that XML can carry") }
        var container = NewContainer(group.kind, number: Int64(id), key: LuminateGroup.key(ofID: Int64(id)), name: name)
        switch group {
        case .group:
            container.fields[LuminateGroup.Field.isAdministrative] = try reader.bool("administrators").map { String($0) }
        case .interest:
            if let path = try reader.string("path") {
                guard isName(path) else { throw reader.error("path", "must be 1 to \(longestName) characters that XML can carry") }
                container.fields[LuminateGroup.Field.path] = path
            }
            for name in [LuminateGroup.Field.isForMail, LuminateGroup.Field.isForWeb] {
                container.fields[name] = try reader.bool(name).map { String($0) }
            }
        }
        return container
    }

    /// The ids that a group may have.
    private static let ids = 1...Int(Int32.max)

    private static let longestName = 255

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf16.count <= longestName && XMLWriter.isXMLText(text)
    }

    /// Throws if an account's section names a group or an interest that its site does not list.
    public static func check(
        account section: JSON, at path: JSONPath, against containers: [NewContainer]
    ) throws(JSONSchemaError) {
        for group in LuminateGroup.allCases {
            for (index, id) in (section[group.fixtureName]?.elements ?? []).enumerated() {
                guard let id = id.int, !containers.contains(where: { $0.kind == group.kind && $0.number == Int64(id) }) else { continue }
                try JSONFindings.report(
                    JSONSchemaError(
                        path.member(group.fixtureName).element(index), "the site has no \(group.rawValue) \(id)",
                        advice: "they are listed in \"luminate\": {\"\(group.fixtureName)\": […]} beside \"accounts\""))
            }
        }
    }
}
