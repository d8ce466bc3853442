/// The structure of a method's answer: the root element and its members.
public struct LuminateResult: Sendable {
    /// The name of the root element. In JSON it is the name of the single member.
    public let name: String
    /// The members in the order of the vendor's XML.
    public let members: [String]
    /// The members in the order of the vendor's JSON, which is that of a Java 7 hash map, as in the vendor's samples.
    /// Clients must not depend on it.
    public let jsonMembers: [String]
    /// The members that give access: session ids, tokens, nonces, and addresses that contain one. They must never
    /// appear in a journal, a log or the address of a redirect. This list is the only place that names them.
    public let secretMembers: Set<String>

    init(_ name: String, _ members: [String], json jsonMembers: [String]? = nil, secret: Set<String> = []) {
        self.name = name
        self.members = members
        self.jsonMembers = jsonMembers ?? members
        secretMembers = secret
    }

    /// The answer to a refused request.
    static let error = LuminateResult("errorResponse", ["code", "message"])

    /// The answer to a changed record.
    static let updateCons = LuminateResult("updateConsResponse", ["cons_id", "message"], json: ["message", "cons_id"])

    /// The answer to a successful login.
    static let login = LuminateResult(
        "loginResponse", ["cons_id", "timestamp", "signature", "token", "nonce", "JSESSIONID", "routing_id"],
        json: ["routing_id", "timestamp", "JSESSIONID", "nonce", "token", "cons_id", "signature"],
        secret: ["token", "nonce", "JSESSIONID"])

    /// The answer with the constituent who is logged in.
    static let loginTest = LuminateResult(
        "loginResponse", ["cons_id", "timestamp", "signature", "token", "login_test_url", "nonce", "JSESSIONID", "routing_id"],
        json: ["routing_id", "login_test_url", "timestamp", "JSESSIONID", "nonce", "token", "cons_id", "signature"],
        secret: ["token", "nonce", "JSESSIONID"])

    /// An answer with nothing but a message, to a logout or to a wish for mail.
    static let message = LuminateResult("loginResponse", ["message"])

    /// The answer with the address for logging in and the token for further calls.
    static let loginURL = LuminateResult(
        "getLoginUrlResponse", ["JSESSIONID", "routing_id", "url", "token"], json: ["routing_id", "JSESSIONID", "token", "url"],
        secret: ["JSESSIONID", "url", "token"])
}

/// The content of an answer: a structure with its values. A member without a value is nil in XML and null in JSON.
struct ResultElement: AddressValues, Sendable {
    let shape: LuminateResult
    let values: [String: String]

    init(_ shape: LuminateResult, _ values: [String: String]) {
        self.shape = shape
        self.values = values
    }

    var rootName: String { shape.name }

    /// Returns the value of a member for use in an address. Returns nil for a member that gives access.
    ///
    /// Whoever writes a link chooses the address, and the reader's browser adds the session. An address with the
    /// session's id would hand it to the writer of the link. Besides, histories and server logs store addresses.
    func valueForAddress(of member: String) -> String? {
        shape.secretMembers.contains(member) ? nil : values[member]
    }
}

/// The answer of a successful method.
struct Answer: Sendable {
    /// The structure. Nil for that of the method's row.
    let shape: LuminateResult?
    /// The values of the members. A member without a value is nil.
    let values: [String: String]
    /// The session cookie to send. Nil leaves the caller's cookie unchanged.
    let cookie: SessionCookie?

    init(_ values: [String: String], as shape: LuminateResult? = nil, cookie: SessionCookie? = nil) {
        self.shape = shape
        self.values = values
        self.cookie = cookie
    }
}
