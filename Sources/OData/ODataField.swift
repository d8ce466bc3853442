import Text

/// A property that query options can name.
public struct ODataField: Sendable {
    /// The kind of value that a property has. Every kind but a collection may be null.
    public indirect enum Kind: Sendable {
        /// A whole number.
        case number
        /// A text. Letter case is significant.
        case text
        /// True or false.
        case boolean
        /// A moment as a text, `2016-07-28T17:19:01.137`, in UTC without a zone.
        case moment
        /// An object with these properties.
        case object([ODataField])
        /// A list of objects with these properties.
        case collection([ODataField])
        /// A list of plain values. It can only be selected, or compared with null.
        case list
    }

    /// The property's name. Query options may write it in any letter case.
    public let name: String
    /// The kind of its value.
    public let kind: Kind

    /// Creates a property from its parts.
    public init(_ name: String, _ kind: Kind) {
        self.name = name
        self.kind = kind
    }
}

extension ODataField.Kind {
    /// Whether a value can be compared with a literal other than null.
    var isPlain: Bool {
        switch self {
        case .number, .text, .boolean, .moment: true
        case .object, .collection, .list: false
        }
    }
}

extension [ODataField] {
    /// Returns the index of the property with a name, in any letter case, or nil.
    func index(ofFieldNamed name: String) -> Int? {
        firstIndex { ASCII.equalsIgnoringCase($0.name, name) }
    }
}
