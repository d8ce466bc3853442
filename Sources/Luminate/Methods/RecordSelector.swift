import Accounts
import Calls

/// The parameters that select a record on the server servlet.
struct RecordSelector: Sendable {
    var consID: String?
    var memberID: String?
    var primaryEmail: String?

    /// The first parameter given. It decides, and the others are ignored (Luminate.docc/Methods.md).
    var identity: Identity? { identities(fallsThrough: false).first }

    /// Returns what to look a record up by. The first one that some record has decides.
    ///
    /// - Parameter fallsThrough: Whether the e-mail address decides if no record has the member id.
    func identities(fallsThrough: Bool) -> [Identity] {
        if let consID { return [Identity(LuminateScheme.consID, consID)] }
        let address = primaryEmail.map { [Identity(LuminateScheme.primaryEmail, $0)] } ?? []
        guard let memberID else { return address }
        return [Identity(LuminateScheme.memberID, memberID)] + (fallsThrough ? address : [])
    }
}

extension RecordSelector {
    /// The names of the parameters.
    static let names = ["cons_id", "member_id", "primary_email"]

    /// Creates the selector that a request on the server servlet has.
    init(of parameters: Parameters) {
        self.init(
            consID: parameters.given("cons_id"), memberID: parameters.given("member_id"), primaryEmail: parameters.given("primary_email"))
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
            let identities = selector.identities(fallsThrough: settings.memberIDFallsThrough)
            if !identities.isEmpty { return try record(of: identities, severalCode: severalCode) }
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

    private func record(of identities: [Identity], severalCode: LuminateErrorCode) throws -> Constituent {
        let people = try users.people(withFirstOf: identities, in: site, limit: 2)
        if people.count == 1, let constituent = Constituent(people[0]) { return constituent }
        let names = identities.map(\.scheme.name).joined(separator: " or ")
        guard people.count <= 1 else { throw Refusal(severalCode, reason: "several records have this \(names)") }
        throw Refusal(.notFound, reason: "no record has this \(names)")
    }
}
