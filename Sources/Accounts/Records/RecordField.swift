/// A field of a vendor's record of a person: its name, the kind of its values, and where a person's value comes from.
///
/// A field reads only its own value. Reading one costs nothing for the record's other fields.
public final class RecordField: Sendable {
    /// Where a person's value comes from.
    public enum Source: Sendable {
        /// The person's first identity of a scheme, or all of them if the field's kind is a list. Stores find people by
        /// identities through an index.
        case identity(IdentityScheme)
        /// The attribute of the person's account with this key.
        case attribute(key: String)
        /// Other facts about the person. Only code of the vendor can change it, by changing those facts.
        case derived(@Sendable (Person) -> FieldValue?)
    }

    /// The name under which the vendor's callers know the field.
    public let name: String
    /// Other names of the field that callers may use.
    public let aliases: [String]
    /// The kind of its values.
    public let kind: FieldKind
    /// The greatest length of a text, or of an element of a list, in characters. Nil if there is no limit.
    public let limit: Int?
    /// Where a person's value comes from.
    public let source: Source
    /// Whether callers may set the field. Never if it is derived.
    public let isWritable: Bool
    /// What the field tells about a person. Nil if nobody is identified by it.
    public let personal: PersonalData?

    /// Creates a field. Aliases are other names that callers may use, and the limit is in characters.
    public init(
        _ name: String, aliases: [String] = [], kind: FieldKind = .text, limit: Int? = nil, _ source: Source, isWritable: Bool = true,
        personal: PersonalData? = nil
    ) {
        self.name = name
        self.aliases = aliases
        self.kind = kind
        self.limit = limit
        self.source = source
        self.personal = personal
        self.isWritable =
            switch source {
            case .derived: false
            case .identity, .attribute: isWritable
            }
    }

    /// The scheme by which stores find people by the field's value, or nil if they cannot.
    public var scheme: IdentityScheme? {
        if case .identity(let scheme) = source { scheme } else { nil }
    }

    /// Whether stores find people by the field's value without reading everybody.
    public var isSearchable: Bool { scheme != nil }

    /// Returns a person's value. Nil if there is none, or if what is stored is no value of the field's kind.
    public func value(of person: Person) -> FieldValue? {
        switch source {
        case .derived(let read): return read(person)
        case .identity(let scheme) where kind == .list:
            let values = person.identities(scheme)
            return values.isEmpty ? nil : .list(values)
        case .identity, .attribute: return storedText(of: person).flatMap { FieldValue(stored: $0, kind) }
        }
    }

    /// Returns the text in which a person's value is stored. Nil if there is none, or if the field is derived. For a list
    /// of identities it is the first.
    public func storedText(of person: Person) -> String? {
        switch source {
        case .identity(let scheme): person.identity(scheme)
        case .attribute(let key): person.account.attributes[key]
        case .derived: nil
        }
    }

    /// Returns the value that a caller gives as a text. An empty text is no value. A list is given as one element. `date`
    /// returns the moment that a text names in the vendor's format, or nil if it names none.
    public func value(given text: String, date: (String) -> Timestamp? = { _ in nil }) throws(FieldRefusal) -> FieldValue? {
        guard !text.isEmpty else { return nil }
        let value: FieldValue? =
            switch kind {
            case .date: date(text).map { .date($0) }
            case .list: .list([text])
            case .text, .number, .flag: FieldValue(stored: text, kind)
            }
        guard let value else { throw .wrongKind(name, kind) }
        if let refusal = refusal(of: value) { throw refusal }
        return value
    }

    /// Returns why the field cannot have a value: it is too long or of another kind. Nil if it can. It does not
    /// matter here whether callers may set the field.
    public func refusal(of value: FieldValue) -> FieldRefusal? {
        guard value.kind == kind else { return .wrongKind(name, kind) }
        guard let limit else { return nil }
        let isTooLong: Bool =
            switch value {
            case .text(let text): Self.isLonger(text, than: limit)
            case .list(let elements): elements.contains { Self.isLonger($0, than: limit) }
            case .number, .flag, .date: false
            }
        return isTooLong ? .tooLong(name, limit: limit) : nil
    }

    /// Returns whether a text has more characters than the limit. A text has no more characters than bytes.
    private static func isLonger(_ text: String, than limit: Int) -> Bool {
        text.utf8.count > limit && text.count > limit
    }
}

/// Why a field cannot have a value that a caller gives. Each case has the field's name.
public enum FieldRefusal: Error, Hashable {
    /// Callers may not set the field.
    case notWritable(String)
    /// The value is of another kind than the field.
    case wrongKind(String, FieldKind)
    /// The value has more characters than the limit.
    case tooLong(String, limit: Int)
    /// The field was given twice.
    case givenTwice(String)
}
