import Operations

/// The areas of access control. Each has one page, for which a role gives rights. The vendor has a page for each; that these
/// four are enough is our choice. Source: Archer.docc/Roles.md.
enum ArcherArea: Int32, CaseIterable, Sendable {
    case users = 1
    case groups
    case roles
    case securityParameters

    /// The name of its page.
    var title: String {
        switch self {
        case .users: "Users"
        case .groups: "Groups"
        case .roles: "Access Roles"
        case .securityParameters: "Security Parameters"
        }
    }

    /// The module of all these pages. No source has its id or its name.
    static let module: (id: Int32, name: String) = (1, "Access Control")
}

/// Rights on areas: a set of privileges for each.
struct ArcherRights: Hashable, Sendable {
    private var bits: UInt16 = 0

    /// All rights.
    static let all: ArcherRights = {
        var rights = ArcherRights()
        for area in ArcherArea.allCases { rights.insert(Set(Privilege.allCases), on: area) }
        return rights
    }()

    /// Returns whether a right is among them.
    func include(_ privilege: Privilege, on area: ArcherArea) -> Bool { bits & Self.bit(privilege, area) != 0 }

    /// Returns the privileges on one area.
    subscript(area: ArcherArea) -> Set<Privilege> { Set(Privilege.allCases.filter { include($0, on: area) }) }

    /// Adds privileges on an area.
    mutating func insert(_ privileges: Set<Privilege>, on area: ArcherArea) {
        for privilege in privileges { bits |= Self.bit(privilege, area) }
    }

    /// Adds other rights.
    mutating func formUnion(_ other: ArcherRights) { bits |= other.bits }

    private static func bit(_ privilege: Privilege, _ area: ArcherArea) -> UInt16 {
        let column: UInt16 =
            switch privilege {
            case .create: 0
            case .read: 1
            case .update: 2
            case .delete: 3
            }
        return 1 << (UInt16(area.rawValue - 1) * 4 + column)
    }
}
