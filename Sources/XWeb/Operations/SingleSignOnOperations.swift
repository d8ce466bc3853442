import ASMX
import Operations
import Accounts
import Calls

/// The first operations for single sign-on. Unlike their successors, they answer a GUID of zeros in place of a fault.
/// Source: XWeb.docc/Operations.md.
let singleSignOnOperations: [Operation<XWebCall>] = [
    Operation(
        "WebLogin",
        .string(
            "userLoginPlain", "The web user's login or e-mail address, depending on the system option UseEmailForAuthorization.",
            isRequired: true),
        .password("passwordPlain", "The web user's password.", isRequired: true),
        .secret("keyOverride", "The configured secret with which the answer is the customer key instead of a token."),
        returns: .secret("A single-sign-on token, the customer key, or a GUID of zeros.", fills: "authenticationToken"),
        header: .both, accountParameter: AccountParameter("userLoginPlain", XWebScheme.webLogin, XWebScheme.email),
        certainty: .documented,
        documentation: """
            Signs a web user in and answers a single-sign-on token. A login or password that does not fit answers a GUID of zeros, never a fault. \
            With the setting keyOverrideValue in the third parameter the answer is the customer key at once.
            """
    ) { call, login, password, keyOverride in
        try call.webLogin(login ?? "", password, keyOverride: keyOverride)
    },

    Operation(
        "WebValidate",
        .secret("authenticationToken", "A single-sign-on token.", isRequired: true),
        returns: .string("The key of the web user that the token belongs to, or a GUID of zeros."),
        header: .both,
        certainty: .documented,
        documentation: "Returns the web user of a single-sign-on token. For an invalid token the answer is a GUID of zeros, never a fault."
    ) { call, token in
        try call.webUser(ofToken: token)?["cst_key"] ?? GUIDText.zero
    },

    Operation(
        "WebLogout",
        .secret("authenticationToken", "A single-sign-on token.", isRequired: true),
        returns: .nothing,
        header: .both, does: .writes,
        certainty: .documented,
        documentation: "Ends a single-sign-on token. There is no result, even for an invalid token."
    ) { call, token in
        for kind in XWebToken.webUserKinds {
            if try call.users.endSession(token: XWebToken.normalized(token?.text ?? ""), kind: kind, in: call.site) { return }
        }
        call.explain(.unknownToken, "the token is invalid")
    },
]

extension XWebCall {
    /// Signs a web user in as WebLogin does and returns the token or the key.
    func webLogin(_ login: String, _ password: Password, keyOverride: Secret?) throws -> String {
        let options = try systemOptions()
        let scheme = options.isOn(.useEmailForAuthorization) ? XWebScheme.email : XWebScheme.webLogin
        let answersKey = keyOverride.map { given in
            settings.keyOverride.map { !given.text.isEmpty && users.areEqual(given.text, $0) } ?? false
        }
        let identity = XWebScheme.identity(scheme, typed: login)
        switch try signInWithToken(identity, password, under: options.webUserPolicy, isWanted: answersKey != true) {
        case .success(let (webUser, token)): return token ?? webUser["cst_key"] ?? GUIDText.zero
        case .failure(let refusal):
            explain(refusal.reasonCode, refusal.reason)
            return GUIDText.zero
        }
    }
}
