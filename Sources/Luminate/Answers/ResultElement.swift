/// The shape of a method's answer: the root element and what stands in it.
public struct LuminateResult: Sendable {
    /// The root element's name, in JSON the name of the one member.
    public let name: String
    /// The elements in it, in the order of the vendor's XML.
    public let members: [String]
    /// The same in the order of the vendor's JSON: that of a Java 7 hash map, as the vendor's samples print it. Clients must not care.
    public let jsonMembers: [String]
    /// Members that give access: session ids, tokens, nonces, and addresses that hold one. They never belong in a journal, in a log or in the
    /// address of a redirect. This list is the one place that says so.
    public let secretMembers: Set<String>

    init(_ name: String, _ members: [String], json jsonMembers: [String]? = nil, secret: Set<String> = []) {
        self.name = name
        self.members = members
        self.jsonMembers = jsonMembers ?? members
        secretMembers = secret
    }

    /// What went wrong.
    static let error = LuminateResult("errorResponse", ["code", "message"])

    /// A record was changed.
    static let updateCons = LuminateResult("updateConsResponse", ["cons_id", "message"], json: ["message", "cons_id"])

    /// Somebody was identified.
    static let login = LuminateResult(
        "loginResponse", ["cons_id", "timestamp", "signature", "token", "nonce", "JSESSIONID", "routing_id"],
        json: ["routing_id", "timestamp", "JSESSIONID", "nonce", "token", "cons_id", "signature"],
        secret: ["token", "nonce", "JSESSIONID"])

    /// Whether somebody is logged in.
    static let loginTest = LuminateResult(
        "loginResponse", ["cons_id", "timestamp", "signature", "token", "login_test_url", "nonce", "JSESSIONID", "routing_id"],
        json: ["routing_id", "login_test_url", "timestamp", "JSESSIONID", "nonce", "token", "cons_id", "signature"],
        secret: ["token", "nonce", "JSESSIONID"])

    /// Nobody is logged in any more.
    static let logout = LuminateResult("loginResponse", ["message"])

    /// Where to log in, and with which token to call.
    static let loginURL = LuminateResult(
        "getLoginUrlResponse", ["JSESSIONID", "routing_id", "url", "token"], json: ["routing_id", "JSESSIONID", "token", "url"],
        secret: ["JSESSIONID", "url", "token"])
}

/// An answer's content: a shape with its values. A member without a value is nil in XML and null in JSON.
struct ResultElement: Sendable {
    let shape: LuminateResult
    let values: [String: String]

    init(_ shape: LuminateResult, _ values: [String: String]) {
        self.shape = shape
        self.values = values
    }

    /// The value of a member as an address may show it: nil for one that gives access.
    ///
    /// Whoever writes a link chooses the address, and the reader's browser brings the session; so an address that held the session's id
    /// would hand it to the writer. Besides, addresses are kept in histories and in the logs of servers.
    func valueForAddress(of member: String) -> String? {
        shape.secretMembers.contains(member) ? nil : values[member]
    }
}

/// What a method answers when it does what it is asked; the shape stands in the method's row.
struct Answer: Sendable {
    /// The members' values; one without a value is nil.
    let values: [String: String]
    /// The session cookie that goes with it; nil leaves the caller's as it is.
    let cookie: SessionCookie?

    init(_ values: [String: String], cookie: SessionCookie? = nil) {
        self.values = values
        self.cookie = cookie
    }
}
