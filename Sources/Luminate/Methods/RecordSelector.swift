import Accounts
import Calls

/// The parameters that select a record on the server servlet.
struct RecordSelector: Sendable {
    let consID: String?
    let memberID: String?
    let primaryEmail: String?

    /// The first parameter given decides. The others are ignored (Luminate.docc/Methods.md).
    var identity: Identity? {
        if let consID { return Identity(LuminateScheme.consID, consID) }
        if let memberID { return Identity(LuminateScheme.memberID, memberID) }
        return primaryEmail.map { Identity(LuminateScheme.primaryEmail, $0) }
    }
}

extension Call {
    /// Returns the constituent that a method is about. On the client servlet it is the caller, whatever is selected.
    ///
    /// - Parameters:
    ///   - selector: What the request says.
    ///   - severalCode: The code if several records match.
    ///   - isOwnByDefault: Whether it is the administrator's own record if nothing is selected.
    func target(
        _ selector: RecordSelector, severalCode: LuminateErrorCode = .severalMatched, isOwnByDefault: Bool = false
    ) throws -> Constituent {
        switch caller {
        case .administrator(let administrator):
            if let identity = selector.identity { return try record(of: identity, severalCode: severalCode) }
            guard isOwnByDefault else {
                throw Refusal(.fieldMissing, reason: "one of cons_id, member_id and primary_email is needed")
            }
            return try constituent(administrator)
        case .constituent(let person, _, _): return try constituent(person)
        case .visitor: throw Refusal(.notAuthorized, reason: "nobody is logged in")
        }
    }

    private func constituent(_ person: Person) throws -> Constituent {
        guard let constituent = Constituent(person) else { throw Refusal(.notFound, reason: "the account has no constituent id") }
        return constituent
    }

    private func record(of identity: Identity, severalCode: LuminateErrorCode) throws -> Constituent {
        let people = try users.people(withFirstOf: [identity], in: site, limit: 2)
        guard people.count <= 1 else { throw Refusal(severalCode, reason: "several records have this \(identity.scheme.name)") }
        guard let constituent = people.first.flatMap(Constituent.init) else {
            throw Refusal(.notFound, reason: "no record has this \(identity.scheme.name)")
        }
        return constituent
    }
}
