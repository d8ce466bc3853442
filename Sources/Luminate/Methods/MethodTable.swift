public import Operations

/// All methods of the constituent servlets, emulated or not.
public let luminateMethods: [LuminateMethod] =
    singleSignOnMethods + sessionMethods + recordMethods + recordChangeMethods + groupMethods + interactionMethods + otherMethods

/// Returns the row of a method, or nil. Names are case-sensitive.
func luminateMethod(named name: String) -> LuminateMethod? {
    methodsByName[name]
}

private let methodsByName = Dictionary(luminateMethods.map { ($0.name, $0) }) { first, _ in first }

/// The parameters of every method. Source: Luminate.docc/Requests.md.
public let luminateCommonParameters: [ParameterDescription] = [
    ParameterDescription(CommonParameter.method, isRequired: true, "The method's name. Letter case is significant."),
    ParameterDescription("v", isRequired: true, "The version, 1.0."),
    ParameterDescription("api_key", isRequired: true, "The site's key or its secondary key; not a secret."),
    ParameterDescription("response_format", "xml, the default, or json."),
    ParameterDescription("suppress_response_codes", type: "xsd:boolean", "Every answer has status 200, errors included."),
    ParameterDescription("center_id", type: "xsd:nonNegativeInteger", "The centre of a site with several; ignored."),
    ParameterDescription("source", "Where a new constituent came from."),
    ParameterDescription("sub_source", "Where a new constituent came from, in detail."),
    ParameterDescription("success_redirect", type: "xsd:anyURI", servlets: [.client], "The address for the browser after success."),
    ParameterDescription("error_redirect", type: "xsd:anyURI", servlets: [.client], "The address for the browser after an error."),
    ParameterDescription(
        "redirect", type: "xsd:anyURI", servlets: [.client], "The address for the browser if the one for the outcome is missing."),
    ParameterDescription("sign_redirects", type: "xsd:boolean", servlets: [.client], "Adds time and signature to the redirect's address."),
    ParameterDescription(
        CommonParameter.auth, secrecy: .secret, servlets: [.client],
        "The session's token from getLoginUrl, which methods with a login need."),
    ParameterDescription(
        CommonParameter.ssoAuthToken, secrecy: .secret, servlets: [.client],
        "A constituent's single sign-on token instead of that; in a body only."),
    ParameterDescription(
        CommonParameter.sessionID, secrecy: .secret, servlets: [.client], "The session, instead of the cookie; in a body only."),
    ParameterDescription(
        CommonParameter.nonceToken, secrecy: .secret, servlets: [.client], "Attaches the request to the session that issued it; works once."
    ),
    ParameterDescription(CommonParameter.nonce, secrecy: .secret, servlets: [.client], "Another name of NONCE_TOKEN."),
    ParameterDescription(CommonParameter.loginName, isRequired: true, servlets: [.server], "The user name of an API administrator."),
    ParameterDescription(
        CommonParameter.loginPassword, isRequired: true, secrecy: .password, servlets: [.server], "That account's password."),
]
