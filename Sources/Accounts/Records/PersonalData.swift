/// What a value tells about a person who can be identified by it.
public enum PersonalData: String, Sendable, CaseIterable {
    /// A name, or a name for signing in. A value without a letter is none.
    case name
    /// An e-mail address.
    case mail
    /// A part of a postal address.
    case address
    /// The number of a phone, or another number that one person has.
    case number
    /// A condition of a query, which compares fields with such values.
    case condition
}
