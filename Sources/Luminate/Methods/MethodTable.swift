/// All methods of the constituent servlets, emulated or not.
public let luminateMethods: [LuminateMethod] = singleSignOnMethods + sessionMethods + otherMethods

/// The row of a method. Names are case-sensitive.
func luminateMethod(named name: String) -> LuminateMethod? {
    methodsByName[name]
}

private let methodsByName = Dictionary(luminateMethods.map { ($0.name, $0) }) { first, _ in first }

/// The names of all parameters whose values never belong in a journal or a log.
public let luminateSecretParameters = Set(
    (luminateCommonParameters + luminateMethods.flatMap(\.parameters)).filter(\.isSecret).map(\.name))

/// The names of all members of answers whose values never belong in a journal or a log. The session id stands in Set-Cookie as well; a
/// Location holds none of them.
public let luminateSecretMembers = luminateMethods.reduce(into: Set<String>()) { $0.formUnion($1.result?.secretMembers ?? []) }

/// The parameters that every method has. Source: reference page luminate.md, 2.
public let luminateCommonParameters: [LuminateParameter] = [
    LuminateParameter(CommonParameter.method, isRequired: true, "The method's name; letter case counts."),
    LuminateParameter("v", isRequired: true, "The version, 1.0."),
    LuminateParameter("api_key", isRequired: true, "The site's key or its secondary key; not a secret."),
    LuminateParameter("response_format", "xml, the default, or json."),
    LuminateParameter("suppress_response_codes", type: "xsd:boolean", "Every answer has status 200, errors included."),
    LuminateParameter("center_id", type: "xsd:nonNegativeInteger", "The centre of a site with several; not looked at."),
    LuminateParameter("source", "Where a constituent came from; not looked at, since nothing is created yet."),
    LuminateParameter("sub_source", "The same in detail; not looked at."),
    LuminateParameter("success_redirect", type: "xsd:anyURI", servlets: [.client], "Where the browser is sent after success."),
    LuminateParameter("error_redirect", type: "xsd:anyURI", servlets: [.client], "Where the browser is sent after an error."),
    LuminateParameter(
        "redirect", type: "xsd:anyURI", servlets: [.client], "Where the browser is sent when the one for the outcome is missing."),
    LuminateParameter("sign_redirects", type: "xsd:boolean", servlets: [.client], "Adds time and signature to the redirect's address."),
    LuminateParameter(
        CommonParameter.auth, isSecret: true, servlets: [.client],
        "The session's token from getLoginUrl, which methods that need a login ask for."),
    LuminateParameter(
        CommonParameter.ssoAuthToken, isSecret: true, servlets: [.client],
        "A constituent's single sign-on token, in its place; in a body only."),
    LuminateParameter(
        CommonParameter.sessionID, isSecret: true, servlets: [.client], "The session, in place of the cookie; in a body only."),
    LuminateParameter(
        CommonParameter.nonceToken, isSecret: true, servlets: [.client], "Attaches the request to the session that gave it; works once."),
    LuminateParameter(CommonParameter.nonce, isSecret: true, servlets: [.client], "Another name of NONCE_TOKEN."),
    LuminateParameter(CommonParameter.loginName, isRequired: true, servlets: [.server], "The user name of an API administrator."),
    LuminateParameter(CommonParameter.loginPassword, isRequired: true, isSecret: true, servlets: [.server], "That account's password."),
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
