/// The names of common parameters that are used in several places.
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
