import Accounts
import Calls
import Operations

/// The methods that read what a constituent is a member of. Source: Luminate.docc/Groups.md.
let groupMethods: [LuminateMethod] = [
    LuminateMethod(
        "getUserGroups", authentication: .required, .selector(), answers: .getGroups,
        certainty: .documented,
        documentation: "Lists the groups of a constituent. On the client servlet it is the caller, on the server servlet as in getUser."
    ) { call, selector in
        try call.memberships(of: selector, in: .group) { group in
            [ResultMember("id", .text(String(group.number))), ResultMember("label", .text(group.name))]
        }
    },

    LuminateMethod(
        "getUserInterests", authentication: .required, .selector(), answers: .getInterests,
        certainty: .documented,
        documentation: "Lists the interest categories of a constituent, who is selected as in getUserGroups."
    ) { call, selector in
        try call.memberships(of: selector, in: .interest) { interest in
            [
                ResultMember("id", .text(String(interest.number))), ResultMember("label", .text(interest.name)),
                ResultMember("path", .text(interest.fields[LuminateGroup.Field.path] ?? interest.name)),
                ResultMember("for_email", .text(interest.fields[LuminateGroup.Field.isForMail] ?? "true")),
                ResultMember("for_web", .text(interest.fields[LuminateGroup.Field.isForWeb] ?? "true")),
            ]
        }
    },

    LuminateMethod(
        "isUserInterested", verbs: ["GET", "POST"], authentication: .required,
        .requiredNumber("interest_id", "The id of the interest category."), .selector(), answers: .isInterested,
        certainty: .chosen,
        documentation: "Tells whether a constituent, who is selected as in getUserGroups, has an interest."
    ) { call, id, selector in
        let constituent = try call.target(selector, isOwnByDefault: true)
        let directory = try call.users.directory(in: call.site)
        guard let interest = directory.container(LuminateGroup.interest.kind, number: id) else {
            throw Refusal(.validationFailed, .noSuchRecord, reason: "there is no interest with this id")
        }
        return Answer(["interested": constituent.person.memberships.contains(interest.id) ? "true" : "false"])
    },
]

extension Call {
    /// Returns an answer with what a constituent is a direct member of, by id.
    fileprivate func memberships(
        of selector: RecordSelector, in group: LuminateGroup, _ members: (Container) -> [ResultMember]
    ) throws -> Answer {
        let constituent = try target(selector, isOwnByDefault: true)
        let directory = try users.directory(in: site)
        let containers = constituent.person.memberships.compactMap { directory[$0] }.filter { $0.kind == group.kind }
        let elements = containers.sorted { $0.number < $1.number }.map { ResultValue.members(members($0)) }
        return Answer(.members([ResultMember(group.rawValue, each: elements)]))
    }
}
