/// The structure of a method's answer: the root element and its members.
public struct LuminateResult: Sendable {
    /// The name of the root element. In JSON it is the name of the single member.
    public let name: String
    /// The members in the order of the vendor's XML.
    public let members: [String]
    /// The members in the order of the vendor's JSON, which is that of a Java 7 hash map, as in the vendor's samples. It
    /// also orders the members of members. Clients must not depend on it.
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

    /// The answer to a new record.
    static let createCons = LuminateResult("createConsResponse", ["cons_id", "token"], secret: ["token"])

    /// The answer to a record that was changed or created.
    static let createOrUpdateCons = LuminateResult("createOrUpdateConsResponse", ["cons_id", "message"], json: ["message", "cons_id"])

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

    /// An answer with only a message, to a logout or a request for mail.
    static let message = LuminateResult("loginResponse", ["message"])

    /// The answer with a record, whose members are those that the request asks for.
    static let getCons = LuminateResult("getConsResponse", ["cons_id"], secret: ["reminder_hint"])

    /// The answer with a single sign-on token.
    static let singleSignOnToken = LuminateResult(
        "getSingleSignOnTokenResponse", ["token", "cons_id", "nonce", "JSESSIONID", "routing_id"],
        secret: ["token", "nonce", "JSESSIONID"])

    /// The answer to a single sign-on. Its text is the session's id.
    static let singleSignOn = LuminateResult("singleSignOnMethodResponse", [])

    /// The answer about the form of an address.
    static let isEmailValid = LuminateResult("isEmailValidResponse", ["valid"])

    /// The answers with the groups and with the interests of a constituent.
    static let getGroups = LuminateResult("getConsGroupsResponse", ["group"], json: ["label", "id"])
    static let getInterests = LuminateResult(
        "getConsInterestsResponse", ["interest"], json: ["for_email", "for_web", "label", "path", "id"])

    /// The answer about an interest.
    static let isInterested = LuminateResult("isUserInterestedResponse", ["interested"])

    /// The answers with one interaction and with several.
    static let getInteraction = LuminateResult("getInteractionResponse", ["interaction"])
    static let getInteractions = LuminateResult("getUserInteractionsResponse", ["interaction"])

    /// The answer to an interaction that was written down or changed.
    static let interactionLogged = LuminateResult("updateConsResponse", ["message"])

    /// The answers with fields, and with the values of one.
    static let listFields = LuminateResult("listConsFieldsResponse", ["field"])
    static let listChoices = LuminateResult("listConsFieldChoicesResponse", ["choice"])

    /// The answer with the address for logging in and the token for further calls.
    static let loginURL = LuminateResult(
        "getLoginUrlResponse", ["JSESSIONID", "routing_id", "url", "token"],
        secret: ["JSESSIONID", "url", "token"])
}

/// The content of an element of an answer.
enum ResultValue: Sendable {
    /// A text. JSON shows it as a string, even if it is a number or a boolean.
    case text(String)
    /// Nothing: nil in XML and null in JSON.
    case none
    /// A text with an `id`.
    case labelled(id: String, String)
    /// Other elements. Without any, it is empty and not nil.
    case members([ResultMember])

    /// Creates a text, or nothing.
    init(_ text: String?) {
        self = text.map { .text($0) } ?? .none
    }
}

/// The elements of one name within an element.
struct ResultMember: Sendable {
    /// The values of the elements.
    enum Content: Sendable {
        /// The value of an element that the vendor allows once.
        case one(ResultValue)
        /// The values of an element that the vendor allows several times.
        case each([ResultValue])
    }

    let name: String
    let content: Content

    init(_ name: String, _ value: ResultValue) {
        self.name = name
        content = .one(value)
    }

    init(_ name: String, each values: [ResultValue]) {
        self.name = name
        content = .each(values)
    }

    /// The values in order.
    var values: [ResultValue] {
        switch content {
        case .one(let value): [value]
        case .each(let values): values
        }
    }
}

/// The content of an answer: a structure with its content.
struct ResultElement: AddressValues, Sendable {
    let shape: LuminateResult
    let content: ResultValue

    init(_ shape: LuminateResult, _ content: ResultValue) {
        self.shape = shape
        self.content = content
    }

    /// Creates an answer of texts. A member without a value is nil in XML and null in JSON.
    init(_ shape: LuminateResult, _ values: [String: String]) {
        self.init(shape, .members(shape.members.map { ResultMember($0, ResultValue(values[$0])) }))
    }

    var rootName: String { shape.name }

    /// Returns the value of a member for use in an address. Returns nil for a member that gives access.
    ///
    /// Whoever writes a link chooses the address, and the reader's browser adds the session. An address with the
    /// session's id would hand it to the writer of the link. Besides, histories and server logs store addresses.
    func valueForAddress(of member: String) -> String? {
        guard !shape.secretMembers.contains(member), case .members(let members) = content else { return nil }
        guard case .text(let text) = members.first(where: { $0.name == member })?.values.first else { return nil }
        return text
    }
}

/// The answer of a successful method.
struct Answer: Sendable {
    /// The structure. Nil if it is the one in the method's row.
    let shape: LuminateResult?
    /// The texts of the members. A member without one is nil.
    let values: [String: String]
    /// The content, if it has more than texts. It replaces `values`.
    let content: ResultValue?
    /// The session cookie to send. Nil leaves the caller's cookie unchanged.
    let cookie: SessionCookie?
    /// The cookie of a remembered login to send. Nil leaves it unchanged.
    let remembering: SessionCookie?

    init(
        _ values: [String: String], as shape: LuminateResult? = nil, cookie: SessionCookie? = nil, remembering: SessionCookie? = nil
    ) {
        self.shape = shape
        self.values = values
        content = nil
        self.cookie = cookie
        self.remembering = remembering
    }

    init(_ content: ResultValue, cookie: SessionCookie? = nil, remembering: SessionCookie? = nil) {
        shape = nil
        values = [:]
        self.content = content
        self.cookie = cookie
        self.remembering = remembering
    }

    /// Returns the element of the answer.
    func element(of rowShape: LuminateResult?) -> ResultElement {
        let shape = shape ?? rowShape ?? .error
        return content.map { ResultElement(shape, $0) } ?? ResultElement(shape, values)
    }
}
