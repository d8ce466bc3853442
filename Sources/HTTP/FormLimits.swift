/// Limits on the cost of a form or query. A value exactly at its limit is accepted.
public struct FormLimits: Sendable {
    /// The default limits.
    public static let standard = FormLimits()

    /// The greatest number of fields, or of parts in a multipart form. 1,000 is ASP.NET's own limit
    /// (`aspnet:MaxHttpCollectionKeys`). The longest form of a real client has a few dozen. Every field makes each
    /// look-up slower.
    public var fields = 1000

    /// The greatest length of a field's name in bytes, as sent. 1,024: the longest parameter name has 31.
    public var nameBytes = 1024

    /// The greatest length in bytes of one part's header in a multipart form. 1 KiB: a real one has two fields, one of
    /// them with the name.
    public var partHeadBytes = 1 << 10

    /// The greatest number of lines of one part's header that are read to find its Content-Disposition. 8: a real header
    /// begins with it. Lines that follow it are not read.
    public var partHeadLines = 8

    /// The greatest number of a Content-Disposition's parameters that are read to find the name. 16: a real one has two.
    /// Parameters that follow the name are not read.
    public var partHeadParameters = 16

    /// Creates the default limits, whose members can then be changed.
    public init() {}
}

/// Why a form or query cannot be read.
public enum FormError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Some name or value is not UTF-8.
    case notUTF8
    /// Some name or value is not valid in the charset of the form.
    case undecodable
    /// There are more fields than ``FormLimits/fields``.
    case tooManyFields(limit: Int)
    /// A name is longer than ``FormLimits/nameBytes``.
    case nameTooLong(limit: Int)
    /// The header of a part is longer than ``FormLimits/partHeadBytes``.
    case partHeadTooLong(limit: Int)
    /// A part has more lines before its Content-Disposition than ``FormLimits/partHeadLines`` allows.
    case tooManyPartHeadLines(limit: Int)
    /// A part has more parameters before its name than ``FormLimits/partHeadParameters`` allows.
    case tooManyPartHeadParameters(limit: Int)
    /// A multipart form has no opening boundary, a part without a name, or no closing boundary.
    case malformed

    /// The error as a phrase that follows a noun such as "the form".
    public var description: String {
        switch self {
        case .notUTF8: "has bytes that are not UTF-8"
        case .undecodable: "has bytes that are not characters of its charset"
        case .tooManyFields(let limit): "has more than \(limit) parameters"
        case .nameTooLong(let limit): "has a name of more than \(limit) bytes"
        case .partHeadTooLong(let limit): "has a part with a head longer than \(limit) bytes"
        case .tooManyPartHeadLines(let limit): "has a part without a disposition in the first \(limit) lines of its head"
        case .tooManyPartHeadParameters(let limit): "has a part without a name in the first \(limit) parameters of its disposition"
        case .malformed: "is malformed"
        }
    }
}
