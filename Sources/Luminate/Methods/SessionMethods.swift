import Operations

/// The methods about a browser's session, which the client servlet alone has. Source: Luminate.docc/Methods.md.
let sessionMethods: [LuminateMethod] = [
    LuminateMethod(
        "getLoginUrl", on: [.client], verbs: ["GET", "POST"], authentication: .none, answers: .loginURL, does: .writes,
        documentation: "Gives the address to log in at, the session, and the token that methods with a login ask for as `auth`."
    ) { call throws(Refusal) in try call.loginURL() },

    LuminateMethod(
        "loginTest", on: [.client], verbs: ["GET", "POST"], authentication: .none, answers: .loginTest,
        documentation: "Tells who is logged in to the session."
    ) { call throws(Refusal) in try call.testLogin() },

    LuminateMethod(
        "logout", on: [.client], verbs: ["GET", "POST"], authentication: .none, answers: .logout, does: .writes,
        documentation: "Ends the session. Answers the same when there is none."
    ) { call throws(Refusal) in try call.logOut() },
]
