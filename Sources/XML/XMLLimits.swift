/// What a document may cost. Every limit is enforced by a linear scan over the bytes before libxml2 sees the first of them, and a value
/// exactly at its limit is accepted. A limit in bytes set above 16 MiB counts as 16 MiB.
///
/// The defaults leave at least ten times what real clients of the emulated services send, and keep the worst document within all of them
/// under a tenth of a second: libxml2's own time is quadratic in some of these (100,000 attributes on one element, in less than 1 MiB, cost
/// it minutes).
public struct XMLLimits: Sendable {
    /// The defaults.
    public static let standard = XMLLimits()

    /// Bytes of the document as received. 1 MiB: the largest real message, a list of users, is a tenth of it. Values above 16 MiB count as
    /// 16 MiB, because offsets and libxml2's own tables are dimensioned for that.
    public var messageBytes = 1 << 20

    /// Elements open at one time, the root included. 64: an envelope with a nested object uses about eight. Values above 256 count as 256,
    /// because what walks a whole tree (a copy, a comparison) calls itself once per level.
    public var depth = 64

    /// Attributes on one element, namespace declarations not counted. 64: the time libxml2 needs to find two of one name grows with the
    /// square of their number.
    public var attributesPerElement = 64

    /// Bytes of one attribute's value as written, between the quotes, namespace declarations included. 8 KiB: a long URI.
    public var attributeValueBytes = 8 << 10

    /// Namespace declarations on one element. 32: .NET's richest envelopes have about ten.
    public var namespaceDeclarationsPerElement = 32

    /// Namespace declarations on an element and all its ancestors together, hidden ones included. 128: each prefix is looked up in this list.
    public var namespacesInScope = 128

    /// Bytes of one name of an element or attribute, prefix and colon included. 256: twice the longest name of any of the services. Values
    /// above 50,000 count as 50,000, which is libxml2's own bound.
    public var nameBytes = 256

    /// Child elements of one element. 10,000: a bulk update's rows.
    public var childrenPerElement = 10_000

    /// Elements in the document. 50,000: each costs 56 bytes of memory here, so 3 MB.
    public var elements = 50_000

    /// Bytes of one start tag from `<` to `>`. 16 KiB: bounds what blanks, names and values can add up to.
    public var startTagBytes = 16 << 10

    /// The defaults, to be changed member by member.
    public init() {}
}

extension XMLLimits {
    /// The bound above which ``messageBytes``, ``attributeValueBytes`` and ``startTagBytes`` do not go, so that no sum of offsets overflows.
    static let ceiling = 16 << 20

    var effectiveDepth: Int { min(depth, 256) }
    var effectiveMessageBytes: Int { min(messageBytes, Self.ceiling) }
    var effectiveAttributeValueBytes: Int { min(attributeValueBytes, Self.ceiling) }
    var effectiveStartTagBytes: Int { min(startTagBytes, Self.ceiling) }
    var effectiveNameBytes: Int { min(nameBytes, 50_000) }
}
