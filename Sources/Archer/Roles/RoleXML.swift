import Accounts
import Operations
import XML

/// The XML of answers about roles. Source: Archer.docc/Roles.md.
enum RoleXML {
    /// The id of the company in every role, as in the vendor's sample.
    private static let companyID = "10000"

    /// Returns one role.
    static func role(_ role: Container) -> String { ArcherXML.text { write(role, to: &$0) } }

    /// Returns a list.
    static func list(_ roles: [Container]) -> String {
        ArcherXML.text { writer in
            writer.start("List")
            for role in roles { write(role, to: &writer) }
            writer.end()
        }
    }

    /// Returns the rights of a role on the pages of a module. There is one module with pages.
    static func pages(of role: Container, in module: Int32) -> String {
        let rights = ArcherRole.rights(of: role)
        return ArcherXML.text { writer in
            writer.start("List")
            for area in ArcherArea.allCases where module == ArcherArea.module.id {
                writer.start("Page")
                writer.element("ModuleId", String(module))
                writer.element("ModuleName", ArcherArea.module.name)
                writer.element("PageId", String(area.rawValue))
                writer.element("PageName", area.title)
                writer.element("PageNumber", String(area.rawValue))
                writer.element("PageType", "System")
                writer.element("PageClass", "System")
                writer.element("Create", String(rights.include(.create, on: area)))
                writer.element("Read", String(rights.include(.read, on: area)))
                writer.element("Write", String(rights.include(.update, on: area)))
                writer.element("Delete", String(rights.include(.delete, on: area)))
                writer.end()
            }
            writer.end()
        }
    }

    private static func write(_ role: Container, to writer: inout XMLWriter) {
        writer.start("Role")
        writer.element("Id", String(role.archerID))
        writer.element("CompanyId", companyID)
        writer.element("Name", role.name)
        writer.element("Description", role.fields[ArcherRole.Field.description] ?? "")
        writer.element("RequiredFlag", String(role.fields[ArcherRole.Field.isRequired] == "true"))
        writer.element("DefaultFlag", String(role.fields[ArcherRole.Field.isDefault] == "true"))
        writer.end()
    }
}
