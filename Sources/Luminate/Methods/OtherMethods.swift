/// The methods that the vendor documents and that are not emulated. Servlets, HTTP methods and authentication are as
/// documented (Luminate.docc/Methods.md). If they are not documented, they are both servlets, GET and POST, and what
/// the server servlet always requires.
let otherMethods: [LuminateMethod] = [
    ("getGroupMembers", "Lists the members of a group."), ("getUserCenters", "Lists a constituent's centres."),
    ("getUserTransactions", "Lists a constituent's transactions."), ("listInteractions", "Lists interactions of a type."),
    ("listInterests", "Lists the site's interests."),
].map { name, documentation in
    LuminateMethod(notEmulated: name, verbs: ["GET", "POST"], authentication: .server, documentation: documentation)
}
