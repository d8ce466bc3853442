import Accounts

/// What constituents are members of: groups and interest categories. Source: Luminate.docc/Groups.md.
enum LuminateGroup: String, CaseIterable {
    /// A group.
    case group
    /// An interest category, for mail or for the web.
    case interest

    /// The kind of container in the store.
    var kind: ContainerKind { ContainerKind(rawValue: "luminate.\(rawValue)") }

    /// The member of a fixtures file that lists them, for a site and for an account.
    var fixtureName: String { rawValue + "s" }

    /// The key of the one with an id.
    static func key(ofID id: Int64) -> String { String(id) }

    /// The fields of a container.
    enum Field {
        /// `true` for a group of administrators.
        static let isAdministrative = "administrators"
        /// The names from the topmost interest down to this one, such as `Science > Physics`.
        static let path = "path"
        static let isForMail = "for_email"
        static let isForWeb = "for_web"
    }

    /// The least id of a group that API calls may give members. Those below belong to the system. Source:
    /// Luminate.docc/Groups.md.
    static let leastID: Int64 = 1000

    /// Returns whether API calls may give a group members and take them away.
    static func isOpen(_ container: Container) -> Bool {
        container.kind != group.kind || (container.number >= leastID && container.fields[Field.isAdministrative] != "true")
    }
}
