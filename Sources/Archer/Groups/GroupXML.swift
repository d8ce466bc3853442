import Accounts
import XML

/// The XML of answers about groups. Source: Archer.docc/Groups.md.
enum GroupXML {
    /// Returns a list.
    static func list(_ groups: [Container]) -> String {
        ArcherXML.text { writer in
            writer.start("Groups")
            for group in groups {
                start(group, in: &writer)
                writer.element("Description", ArcherGroup.description(of: group))
                writer.end()
            }
            writer.end()
        }
    }

    /// Returns one group with its neighbours.
    static func information(_ information: GroupInformation) -> String {
        ArcherXML.text { writer in
            start(information.group, in: &writer)
            writer.element("Description", ArcherGroup.description(of: information.group))
            for (name, groups) in [("Parents", information.parents), ("Children", information.children)] {
                writer.start(name)
                for group in groups {
                    start(group, in: &writer)
                    writer.end()
                }
                writer.end()
            }
            writer.start("Users")
            for user in information.users {
                writer.start("User")
                writer.element("Id", String(user.id))
                writer.element("Name", user.name)
                writer.end()
            }
            writer.end()
            writer.end()
        }
    }

    /// Starts the element of a group and writes its id and name.
    private static func start(_ group: Container, in writer: inout XMLWriter) {
        writer.start("Group")
        writer.element("Id", String(group.archerID))
        writer.element("Name", group.name)
    }
}
