public import ASMX

/// The namespace of all xWEB messages. Source: reference page xweb.md, 0.
let xwebNamespace = "http://www.avectra.com/2005/"

/// The header block that carries the token.
let xwebTokenHeader = ServiceHeader(
    name: "AuthorizationToken", fields: ["Token"],
    documentation: "The token that Authenticate gave. Every answer brings the one to use next.")

/// The xWEB service: the one table that parsing, JSON, contract, help page and documentation come from.
public let xwebService = Service<XWebCall>(
    name: "netForumXML", namespace: xwebNamespace,
    documentation: "netFORUM xWEB: the calling program signs in with Authenticate and shows the token it is given with every further call.",
    header: xwebTokenHeader,
    sections: [
        OperationSection("Service and sign-in", serviceOperations),
        OperationSection("Web users", webUserOperations),
    ])
