/// What a condition is for a row: SQL's three-valued logic.
public enum Truth: Equatable, Sendable, CaseIterable {
    /// A truth value; its name says which.
    case yes, no, unknown

    init(_ value: Bool) { self = value ? .yes : .no }

    static prefix func ! (truth: Self) -> Self {
        switch truth {
        case .yes: .no
        case .no: .yes
        case .unknown: .unknown
        }
    }

    /// AND: no as soon as one part is no; else unknown as soon as one is unknown. Parts behind the first no are not looked at.
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

    /// OR: yes as soon as one part is yes; else unknown as soon as one is unknown. Parts behind the first yes are not looked at.
    static func any<Part, Failure>(_ parts: [Part], _ truth: (Part) throws(Failure) -> Truth) throws(Failure) -> Truth {
        !(try all(parts) { (part) throws(Failure) in !(try truth(part)) })
    }
}
