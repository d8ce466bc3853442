import Accounts
import Calls
import Operations

/// The methods that create and change records. Source: Luminate.docc/Records.md.
let recordChangeMethods: [LuminateMethod] = [
    LuminateMethod(
        "create", authentication: .server, .recordChange(removes: false), .creationWishes(canLogIn: true),
        .text("member_id", "The member id."), .text("primary_email", "The primary e-mail address, which every record needs."),
        answers: .createCons, does: .writes,
        certainty: .seen,
        documentation: """
            Creates a record. It needs a primary e-mail address. Only the server servlet puts it into groups. On the client servlet nobody \
            may be logged in.
            """
    ) { call, change, wishes, _, _ in try call.create(change, wishes) },

    LuminateMethod(
        "update", authentication: .required, .selector(), .recordChange(removes: true), answers: .updateCons, does: .writes,
        certainty: .seen,
        documentation: """
            Changes a record. On the client servlet it is the caller's own, without its password and its groups. On the server servlet it \
            is the selected one. An administrator's record is never changed.
            """
    ) { call, selector, change in try call.update(selector, change) },

    LuminateMethod(
        "createOrUpdate", authentication: .required, .selector(), .recordChange(removes: true), .creationWishes(canLogIn: false),
        answers: .createOrUpdateCons, does: .writes,
        certainty: .seen,
        documentation: """
            Changes the record that cons_id, member_id or primary_email selects. If member_id and primary_email select none, the server \
            servlet creates one. The client servlet does the same as for update.
            """
    ) { call, selector, change, wishes in try call.createOrUpdate(selector, change, wishes) },
]

extension Parameter<CreationWishes> {
    /// Returns the parameters about the creation of a record.
    ///
    /// - Parameter canLogIn: Whether the method gives a token and logs a session in.
    static func creationWishes(canLogIn: Bool) -> Self {
        var shown = [
            ParameterDescription("no_welcome", type: "xsd:boolean", "If it is false, a mail welcomes the constituent.")
        ]
        if canLogIn {
            shown += [
                ParameterDescription("get_single_sign_on_token", type: "xsd:boolean", "Requests a single sign-on token."),
                ParameterDescription("teamraiser_registration", type: "xsd:boolean", servlets: [.client], "Logs the session in."),
            ]
        }
        return Parameter(shown: shown) { source in
            let parameters = source.parameters
            return CreationWishes(
                wantsToken: canLogIn && parameters.isTrue("get_single_sign_on_token"),
                logsIn: canLogIn && parameters.isTrue("teamraiser_registration"),
                isWelcomed: parameters.given("no_welcome").map { !Parameters.isTrue($0) } ?? false,
                source: parameters.given("source"), subSource: parameters.given("sub_source"))
        }
    }
}
