/// What a text may cost. Every limit is enforced by a linear scan over the bytes before jansson sees the first of them, and a value exactly
/// at its limit is accepted. ``JSON/maximumDepth`` holds for every text.
public struct JSONLimits: Sendable {
    /// For what comes from outside, which is the default.
    public static let message = JSONLimits()

    /// For files of the operator's own, which may be as large as they like: a fixtures file lists a hundred thousand accounts.
    public static let ownFile = {
        var limits = JSONLimits()
        limits.nameBytes = .max
        limits.membersPerObject = .max
        limits.elementsPerArray = .max
        limits.values = .max
        return limits
    }()

    /// Bytes of one member's name as written, between the quotation marks. 256, as for XML: twice the longest name of any of the services.
    public var nameBytes = 256

    /// Members of one object. 1,000, as many as a form may have fields: the largest record has some dozens.
    public var membersPerObject = 1000

    /// Elements of one array. 10,000, as many as an XML element may have children.
    public var elementsPerArray = 10_000

    /// Values in the text, at whatever depth. 20,000: a member of an object costs about a microsecond, and with them all a text of 1 MiB
    /// stays under 50 ms.
    public var values = 20_000

    /// Bytes of one number as written. 400: the largest double has 309 digits, and jansson converts each number with strtod, whose time
    /// grows faster than the number's length.
    public var numberBytes = 400

    /// The limits for what comes from outside, to be changed member by member.
    public init() {}
}
