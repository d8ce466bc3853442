/// The truth value of a condition for a row, in SQL's three-valued logic.
public enum Truth: Equatable, Sendable, CaseIterable {
    /// A truth value, described by its name.
    case yes, no, unknown

    init(_ value: Bool) { self = value ? .yes : .no }

    static prefix func ! (truth: Self) -> Self {
        switch truth {
        case .yes: .no
        case .no: .yes
        case .unknown: .unknown
        }
    }

    /// AND: no if any part is no, or else unknown if any part is unknown. Parts after the first no are not evaluated.
    static func all<Part, Failure>(_ parts: [Part], _ truth: (Part) throws(Failure) -> Truth) throws(Failure) -> Truth {
        var result = Truth.yes
        for part in parts {
            switch try truth(part) {
            case .yes: continue
            case .no: return .no
            case .unknown: result = .unknown
            }
        }
        return result
    }

    /// OR: yes if any part is yes, or else unknown if any part is unknown. Parts after the first yes are not evaluated.
    static func any<Part, Failure>(_ parts: [Part], _ truth: (Part) throws(Failure) -> Truth) throws(Failure) -> Truth {
        !(try all(parts) { (part) throws(Failure) in !(try truth(part)) })
    }
}
