import Accounts
import Operations

/// The creation and change of users. Source: Archer.docc/REST.md.
let userChangeResources: [RESTResource] = [
    RESTResource(
        .post, "system/user", of: userController, requires: .create, .newUser,
        .password("Password", "The first password. Without one, the user cannot sign in."),
        answers: .id("The id of the new user."),
        certainty: .seen,
        documentation: """
            Creates a user. Without UserName, a name is generated. Roles and Groups need the right to update Access Roles and Groups too.
            """
    ) { call, new, password in
        var new = new
        new.password = password
        try call.requireLists(of: new.properties, for: "POST system/user")
        return .id(try call.createUser(new))
    },

    RESTResource(
        .put, "system/user", of: userController, requires: .update, .changedUser,
        answers: .id("The id of the user."),
        certainty: .seen,
        documentation: """
            Changes a user. What is missing or null stays as it is; Roles, Groups and Contacts replace the present ones. Roles and Groups need \
            the right to update Access Roles and Groups too.
            """
    ) { call, given in
        try call.requireLists(of: given.change, for: "PUT system/user")
        try call.updateUser(given.id, given.change)
        return .id(given.id)
    },

    RESTResource(
        .delete, "system/user/{id}", of: userController, requires: .delete, .pathID("id", "The id of the user."),
        answers: .id("The id of the user."), certainty: .documented, documentation: "Deletes a user. The user name is free from then on."
    ) { call, id in
        try call.deleteUser(id)
        return .id(id)
    },

    status("active", .active, "Lets a user sign in, also one who was locked."),
    status("inactive", .disabled, "Lets a user sign in no more. The user's sessions end."),

    RESTResource(
        .put, "system/userpassword", of: userController, requires: .update, .requiredInt("UserId", "The id of the user."),
        .requiredPassword("NewPassword", "The new password. It must meet the requirements of that user's security parameter."),
        answers: .object("object", "An empty object."), certainty: .seen,
        documentation: "Sets a user's password, without asking for the old one."
    ) { call, id, password in
        try call.setPassword(ofUser: id, to: password)
        return .nothing
    },
]

/// Returns the resource that sets a status.
private func status(_ name: String, _ status: AccountStatus, _ documentation: String) -> RESTResource {
    RESTResource(
        .post, "system/user/status/\(name)/{id}", of: userController, requires: .update, .pathID("id", "The id of the user."),
        answers: .id("The id of the user."), certainty: .documented, documentation: documentation
    ) { call, id in
        try call.setStatus(ofUser: id, to: status)
        return .id(id)
    }
}

extension ArcherCall {
    /// Throws if the caller may not give a user roles or groups.
    fileprivate func requireLists(of change: ArcherUserChange, for operation: String) throws(ArcherRefusal) {
        if change.roles != nil { try require(.update, on: .roles, for: "\(operation) with Roles") }
        if change.groups != nil { try require(.update, on: .groups, for: "\(operation) with Groups") }
    }
}
