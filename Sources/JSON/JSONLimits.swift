/// Limits on the cost of a JSON text. A linear scan over the bytes enforces them before jansson sees the first byte. A
/// value exactly at its limit is accepted. ``JSON/maximumDepth`` applies to every text.
public struct JSONLimits: Sendable {
    /// The limits for text from outside. This is the default.
    public static let message = JSONLimits()

    /// The limits for the operator's own files, which may have any size: a fixtures file may list a hundred thousand
    /// accounts.
    public static let ownFile = {
        var limits = JSONLimits()
        limits.nameBytes = .max
        limits.membersPerObject = .max
        limits.elementsPerArray = .max
        limits.values = .max
        return limits
    }()

    /// The greatest length in bytes of one member's name, as written between the quotation marks. 256, as for XML:
    /// twice the longest name of any service.
    public var nameBytes = 256

    /// The greatest number of members of one object. 1,000, the limit for fields of a form. The largest record has a
    /// few dozen.
    public var membersPerObject = 1000

    /// The greatest number of elements of one array. 10,000, the limit for children of an XML element.
    public var elementsPerArray = 10_000

    /// The greatest number of values in the text, at any depth. 20,000: a member of an object costs about a
    /// microsecond, so a text of 1 MiB stays under 50 ms.
    public var values = 20_000

    /// The greatest length in bytes of one number, as written. 400: the largest double has 309 digits. jansson converts
    /// each number with strtod, whose time grows faster than the number's length.
    public var numberBytes = 400

    /// Creates the limits for text from outside, whose members can then be changed.
    public init() {}
}
