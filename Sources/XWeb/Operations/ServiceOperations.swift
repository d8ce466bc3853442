import ASMX
import Calls
import Operations
import Accounts

/// Operations on the service itself. Source: XWeb.docc/Tokens.md and XWeb.docc/Operations.md.
func serviceOperations(_ build: XWebBuild) -> [Operation<XWebCall>] {
    [testConnection, getDateTime, build == .y2010 ? getVersionText : getVersion, authenticate]
        + (build == .y2010 ? [] : [authenticateLdap])
}

private let testConnection = Operation<XWebCall>(
    "TestConnection",
    returns: .string("`Success` if the database can be reached."),
    certainty: .seen, refusals: .chosen,
    documentation: "Checks that the service and its database work. It needs no token and returns none."
) { call in
    _ = try call.users.store.sites()
    return "Success"
}

private let getDateTime = Operation<XWebCall>(
    "GetDateTime",
    returns: .dateTime("The server's time."),
    certainty: .documented,
    documentation: "Returns the server's time. It needs no token and returns none."
) { call in DateTime(millisecondsSince1970: call.context.now.milliseconds) }

private let authenticate = Operation<XWebCall>(
    "Authenticate",
    .string("userName", "The name of the calling program's user.", isRequired: true),
    .password("password", "That user's password.", isRequired: true),
    returns: .string("The namespace of the service. The token comes in the answer's header."),
    header: .response, accountParameter: AccountParameter("userName", XWebScheme.programUser),
    certainty: .documented,
    documentation: """
        Signs a calling program in. It must be the first call. The answer has the token in the header block AuthorizationToken. Every \
        further call must send a token, and every answer has the token for the next call.
        """
) { call, userName, password in
    try call.authenticate(userName: userName ?? "", password: password)
    return xwebNamespace
}

private let authenticateLdap = Operation<XWebCall>(
    "AuthenticateLdap",
    .string("userName", "The name of the calling program's user."),
    .password("password", "That user's password."),
    returns: .string("The namespace of the service. The token comes in the answer's header."),
    header: .response, accountParameter: AccountParameter("userName", XWebScheme.programUser),
    certainty: .documented,
    documentation: """
        Signs a calling program in, as Authenticate does. The vendor asks a directory server. Here the programs' own passwords are \
        checked, so that no other server is ever called.
        """
) { call, userName, password in
    try call.authenticate(userName: userName ?? "", password: password)
    return xwebNamespace
}

private let versionType = ComplexType(
    "xWebVersion", documentation: "The service's build.",
    elements: [
        .init("Build", .text),
        .init(
            "Version",
            .complex(
                ComplexType(
                    "Version", documentation: "The release.",
                    elements: [.init("MajorVersion", .text), .init("MinorVersion", .text)]))),
        .init("Server", .text), .init("Database", .text),
    ])

private let getVersion = Operation<XWebCall>(
    "GetVersion",
    returns: .record(versionType, "The build, the release, the server and the database."), header: .both,
    certainty: .documented,
    documentation: "Returns the build of the service. Builds of 2010 answer a text; see the setting `build`."
) { _ in
    var version = ComplexValue(versionType)
    version[text: "Build"] = "2015.1.0"
    if case .complex(let type)? = versionType.elements.first(where: { $0.name == "Version" })?.type {
        var release = ComplexValue(type)
        release[text: "MajorVersion"] = "2015"
        release[text: "MinorVersion"] = "1"
        version[record: "Version"] = release
    }
    version[text: "Server"] = "understudy"
    version[text: "Database"] = "understudy"
    return version
}

private let getVersionText = Operation<XWebCall>(
    "GetVersion",
    returns: .string("The build, the server and the database."), header: .both,
    certainty: .documented,
    documentation: "Returns the build of the service. Builds from 2015 on answer a record; see the setting `build`."
) { _ in "xWeb 2010.1.0, server understudy, database understudy" }
