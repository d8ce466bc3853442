/// The methods that the vendor documents and that are not emulated. Servlets, HTTP methods and authentication are as
/// documented (Luminate.docc/Methods.md). If they are not documented, they are both servlets, GET and POST, and what
/// the server servlet always requires.
let otherMethods: [LuminateMethod] =
    [
        LuminateMethod(notEmulated: "create", authentication: .server, documentation: "Creates a constituent record."),
        LuminateMethod(
            notEmulated: "createOrUpdate", authentication: .required, documentation: "Creates a constituent record or updates it."),
        LuminateMethod(notEmulated: "update", authentication: .required, documentation: "Updates a constituent record."),
    ]
    + [
        ("getGroupMembers", "Lists the members of a group."), ("getInteraction", "Reads an interaction."),
        ("getUserCenters", "Lists a constituent's centres."), ("getUserGroups", "Lists a constituent's groups."),
        ("getUserInteractions", "Lists a constituent's interactions."), ("getUserInterests", "Lists a constituent's interests."),
        ("getUserTransactions", "Lists a constituent's transactions."),
        ("isUserInterested", "Tells whether a constituent has an interest."), ("listInterests", "Lists the site's interests."),
        ("logInteraction", "Records an interaction."), ("updateInteraction", "Updates an interaction."),
    ].map { name, documentation in
        LuminateMethod(notEmulated: name, verbs: ["GET", "POST"], authentication: .server, documentation: documentation)
    }
