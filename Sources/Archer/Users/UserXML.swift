import Accounts
import XML

/// The XML of answers about users. Source: Archer.docc/Users.md.
enum UserXML {
    /// Returns a list.
    static func list(_ users: [ListedArcherUser]) -> String {
        ArcherXML.text { writer in
            writer.start("Return")
            for listed in users {
                writer.start("User")
                writer.element("row_num", String(listed.row))
                writer.element("ID", String(listed.user.id))
                writer.element("LastName", listed.user.lastName)
                writer.element("FirstName", listed.user.firstName)
                writer.element("AccountStatus", listed.status.word)
                writer.element("ParameterName", listed.parameter)
                writer.element("Role", listed.roles)
                writer.element("LoggedOn", listed.isLoggedOn ? "true" : "false")
                writer.end()
            }
            writer.end()
        }
    }

    /// Returns one user.
    static func user(_ user: ArcherUser, status: AccountStatus, parameter: Int32) -> String {
        ArcherXML.text { writer in
            writer.start("user")
            writer.start("name")
            writer.attribute("first", user.firstName)
            writer.attribute("middle", user.text(ArcherUserField.middleName))
            writer.attribute("last", user.lastName)
            writer.end()
            writer.start("company")
            writer.attribute("name", user.text(ArcherUserField.company))
            writer.attribute("title", user.text(ArcherUserField.title))
            writer.end()
            writer.start("system")
            writer.attribute("userName", user.userName)
            writer.attribute("userId", String(user.id))
            writer.attribute("userDomain", user.domain)
            writer.attribute("securityParameter", String(parameter))
            writer.attribute("accountStatus", String(status.number))
            writer.attribute("timeZone", user.timeZone)
            writer.attribute("locale", user.text(ArcherUserField.locale))
            writer.attribute("forcePasswordChange", user.forcesPasswordChange ? "true" : "false")
            writer.attribute("lastLogin", user.person.account.lastSignInAt.map(ArcherTime.text) ?? "")
            writer.end()
            writer.element("address", user.text(ArcherUserField.address))
            writer.element("note", user.text(ArcherUserField.note))
            writer.end()
        }
    }
}
