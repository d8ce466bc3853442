/// What a form or a query may cost. A value exactly at its limit is accepted.
public struct FormLimits: Sendable {
    /// The defaults.
    public static let standard = FormLimits()

    /// Fields, and with them the parts of a multipart form. 1,000, which is ASP.NET's own limit (`aspnet:MaxHttpCollectionKeys`): the longest form of a
    /// real client has some dozens, and each one more costs every look-up.
    public var fields = 1000

    /// Bytes of one field's name as sent. 1,024: the longest name of a parameter has 31.
    public var nameBytes = 1024

    /// Bytes of one part's head in a multipart form. 4 KiB: a real one has two fields, one of them with the name.
    public var partHeadBytes = 4 << 10

    /// The defaults, to be changed member by member.
    public init() {}
}

/// Why a form or a query cannot be read.
public enum FormError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Names and values are not all UTF-8.
    case notUTF8
    /// There are more fields than ``FormLimits/fields``.
    case tooManyFields(limit: Int)
    /// A name is longer than ``FormLimits/nameBytes``.
    case nameTooLong(limit: Int)
    /// A part's head is longer than ``FormLimits/partHeadBytes``.
    case partHeadTooLong(limit: Int)
    /// A multipart form has no opening boundary, a part without a name, or no closing boundary.
    case malformed

    /// The error in words that follow a noun such as "the form".
    public var description: String {
        switch self {
        case .notUTF8: "holds bytes that are not UTF-8"
        case .tooManyFields(let limit): "has more than \(limit) parameters"
        case .nameTooLong(let limit): "has a name of more than \(limit) bytes"
        case .partHeadTooLong(let limit): "has a part whose head is longer than \(limit) bytes"
        case .malformed: "is malformed"
        }
    }
}
