public import ASMX
public import Accounts
public import Operations

/// The namespace of all xWEB messages. Source: XWeb.docc/Protocol.md.
let xwebNamespace = "http://www.avectra.com/2005/"

/// The system, with the names used in configurations and by people.
public let xwebSystem = SystemName("xweb", title: "xWEB", readsSOAP12: false)

/// What the fields of the system's records tell about people, by name.
public let xwebPersonalFields = VendorContainer.personal

/// The header block that contains the token.
let xwebTokenHeader = ServiceHeader(
    name: "AuthorizationToken", fields: ["Token"],
    documentation: "The token from Authenticate. Every answer has the token for the next call.")

/// Returns the xWEB service of a build: the one table from which parsing, JSON, the contract, the help pages and the
/// documentation derive.
public func xwebService(_ build: XWebBuild) -> Service<XWebCall> {
    build == .y2010 ? service2010 : service2015
}

private let service2010 = service(.y2010)
private let service2015 = service(.y2015)

private func service(_ build: XWebBuild) -> Service<XWebCall> {
    Service(
        of: xwebSystem, name: "netForumXML", logPrefix: "xweb ", namespace: xwebNamespace,
        documentation:
            "netFORUM xWEB. The calling program signs in with Authenticate and sends the token with every further call.",
        header: xwebTokenHeader,
        sections: [
            OperationSection("Service and sign-in", serviceOperations(build)),
            OperationSection("Web users: sign-in and passwords", webUserSignInOperations(build)),
            OperationSection("Web users: records", webUserRecordOperations(build)),
            OperationSection("Web users: search", webUserSearchOperations),
            OperationSection("Single sign-on of the first builds", singleSignOnOperations),
            OperationSection("Roles", roleOperations),
            OperationSection("System options", systemOptionOperations),
            OperationSection("Individuals, queries and the facade", informationOperations(build)),
            OperationSection("Addresses, phones and faxes", contactOperations(build)),
            OperationSection("Organizations", organizationOperations(build)),
        ], unemulated: unemulatedOperations(build))
}
