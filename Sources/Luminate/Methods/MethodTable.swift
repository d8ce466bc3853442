public import Operations

/// All methods of the constituent servlets, emulated or not.
public let luminateMethods: [LuminateMethod] = singleSignOnMethods + sessionMethods + otherMethods

/// The row of a method. Names are case-sensitive.
func luminateMethod(named name: String) -> LuminateMethod? {
    methodsByName[name]
}

private let methodsByName = Dictionary(luminateMethods.map { ($0.name, $0) }) { first, _ in first }

/// The parameters that every method has. Source: Luminate.docc/Requests.md.
public let luminateCommonParameters: [ParameterDescription] = [
    ParameterDescription(CommonParameter.method, isRequired: true, "The method's name; letter case counts."),
    ParameterDescription("v", isRequired: true, "The version, 1.0."),
    ParameterDescription("api_key", isRequired: true, "The site's key or its secondary key; not a secret."),
    ParameterDescription("response_format", "xml, the default, or json."),
    ParameterDescription("suppress_response_codes", type: "xsd:boolean", "Every answer has status 200, errors included."),
    ParameterDescription("center_id", type: "xsd:nonNegativeInteger", "The centre of a site with several; not looked at."),
    ParameterDescription("source", "Where a constituent came from; not looked at, since nothing is created yet."),
    ParameterDescription("sub_source", "The same in detail; not looked at."),
    ParameterDescription("success_redirect", type: "xsd:anyURI", servlets: [.client], "Where the browser is sent after success."),
    ParameterDescription("error_redirect", type: "xsd:anyURI", servlets: [.client], "Where the browser is sent after an error."),
    ParameterDescription(
        "redirect", type: "xsd:anyURI", servlets: [.client], "Where the browser is sent when the one for the outcome is missing."),
    ParameterDescription("sign_redirects", type: "xsd:boolean", servlets: [.client], "Adds time and signature to the redirect's address."),
    ParameterDescription(
        CommonParameter.auth, secrecy: .secret, servlets: [.client],
        "The session's token from getLoginUrl, which methods that need a login ask for."),
    ParameterDescription(
        CommonParameter.ssoAuthToken, secrecy: .secret, servlets: [.client],
        "A constituent's single sign-on token, in its place; in a body only."),
    ParameterDescription(
        CommonParameter.sessionID, secrecy: .secret, servlets: [.client], "The session, in place of the cookie; in a body only."),
    ParameterDescription(
        CommonParameter.nonceToken, secrecy: .secret, servlets: [.client], "Attaches the request to the session that gave it; works once."),
    ParameterDescription(CommonParameter.nonce, secrecy: .secret, servlets: [.client], "Another name of NONCE_TOKEN."),
    ParameterDescription(CommonParameter.loginName, isRequired: true, servlets: [.server], "The user name of an API administrator."),
    ParameterDescription(
        CommonParameter.loginPassword, isRequired: true, secrecy: .password, servlets: [.server], "That account's password."),
]

/// Names of common parameters that are looked up in several places.
enum CommonParameter {
    static let method = "method"
    static let auth = "auth"
    static let ssoAuthToken = "sso_auth_token"
    static let sessionID = "JSESSIONID"
    static let nonceToken = "NONCE_TOKEN"
    static let nonce = "nonce"
    static let loginName = "login_name"
    static let loginPassword = "login_password"
}
