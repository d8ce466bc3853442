/// Limits on the cost of a document. A linear scan over the bytes enforces them all before libxml2 sees the first byte.
/// A value exactly at its limit is accepted. A byte limit above 16 MiB counts as 16 MiB.
///
/// The defaults allow at least ten times what real clients of the emulated services send. They keep the worst allowed
/// document under a tenth of a second. libxml2's own time is quadratic in some of these: 100,000 attributes on one
/// element, in less than 1 MiB, take it minutes.
public struct XMLLimits: Sendable {
    /// The default limits.
    public static let standard = XMLLimits()

    /// The largest document in bytes, as received and in UTF-8. 4 MiB, which ASP.NET reads: the largest real message, a
    /// list of users, is a fortieth of that. Values above 16 MiB count as 16 MiB, because offsets and libxml2's own tables are sized for that.
    public var messageBytes = 4 << 20

    /// The greatest number of elements open at one time, the root included. 64: an envelope with a nested object uses
    /// about eight. Values above 256 count as 256, because code that walks a whole tree (a copy, a comparison) recurses
    /// once per level.
    public var depth = 64

    /// The greatest number of attributes on one element, not counting namespace declarations. 64: libxml2's search for
    /// two attributes of one name takes time quadratic in their number.
    public var attributesPerElement = 64

    /// The greatest length in bytes of one attribute value as written between the quotes, namespace declarations
    /// included. 8 KiB: a long URI.
    public var attributeValueBytes = 8 << 10

    /// The greatest number of namespace declarations on one element. 32: .NET's richest envelopes have about ten.
    public var namespaceDeclarationsPerElement = 32

    /// The greatest number of namespace declarations on an element and all its ancestors, hidden ones included. 128:
    /// each prefix is looked up in this list.
    public var namespacesInScope = 128

    /// The greatest length in bytes of one element or attribute name, prefix and colon included. 256: twice the longest
    /// name of any service. Values above 50,000 count as 50,000, which is libxml2's own limit.
    public var nameBytes = 256

    /// The greatest number of child elements of one element. 10,000: the rows of a bulk update.
    public var childrenPerElement = 10_000

    /// The greatest number of elements in the document. 50,000: each costs 56 bytes of memory, so 3 MB in all.
    public var elements = 50_000

    /// The greatest length in bytes of one start tag from `<` to `>`. 16 KiB: limits the sum of white space, names and
    /// values.
    public var startTagBytes = 16 << 10

    /// Creates the default limits, whose members can then be changed.
    public init() {}
}

extension XMLLimits {
    /// The upper bound of ``messageBytes``, ``attributeValueBytes`` and ``startTagBytes``. It keeps sums of offsets
    /// from overflowing.
    static let ceiling = 16 << 20

    var effectiveDepth: Int { min(depth, 256) }
    var effectiveMessageBytes: Int { min(messageBytes, Self.ceiling) }
    var effectiveAttributeValueBytes: Int { min(attributeValueBytes, Self.ceiling) }
    var effectiveStartTagBytes: Int { min(startTagBytes, Self.ceiling) }
    var effectiveNameBytes: Int { min(nameBytes, 50_000) }
}
