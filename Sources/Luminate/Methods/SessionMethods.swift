import Operations

/// The methods for a browser's session. Only the client servlet has them. Source: Luminate.docc/Methods.md.
let sessionMethods: [LuminateMethod] = [
    LuminateMethod(
        "getLoginUrl", on: [.client], verbs: ["GET", "POST"], authentication: .none, answers: .loginURL, does: .writes,
        certainty: .documented,
        documentation: "Returns the address for logging in, the session, and the token that methods with a login need as `auth`."
    ) { call in try call.loginURL() },

    LuminateMethod(
        "loginTest", on: [.client], verbs: ["GET", "POST"], authentication: .none, answers: .loginTest,
        certainty: .documented,
        documentation: "Returns who is logged in to the session."
    ) { call in try call.testLogin() },

    LuminateMethod(
        "logout", on: [.client], verbs: ["GET", "POST"], authentication: .none, answers: .message, does: .writes,
        certainty: .documented,
        documentation: "Ends the session. The answer is the same if there is none."
    ) { call in try call.logOut() },
]
