import Accounts
import Calls
import Operations

/// The methods for interactions. Source: Luminate.docc/Interactions.md.
let interactionMethods: [LuminateMethod] = [
    LuminateMethod(
        "logInteraction", authentication: .serverAndLogin, .interaction(needsSubject: true, hasType: true), .selector(),
        answers: .updateCons, does: .writes,
        certainty: .seen,
        documentation: """
            Writes an interaction down. On the client servlet it is the caller's own, on the server servlet that of the selected record.
            """
    ) { call, text, selector in try call.logInteraction(text, of: selector) },

    LuminateMethod(
        "getInteraction", authentication: .serverAndLogin,
        .requiredNumber("interaction_id", "The id of the interaction."), .selector(), answers: .getInteraction,
        certainty: .seen,
        documentation: "Returns an interaction of a constituent, who is selected as in logInteraction."
    ) { call, id, selector in try call.interaction(id, of: selector) },

    LuminateMethod(
        "getUserInteractions", authentication: .serverAndLogin, .interactionList(), .selector(), answers: .getInteractions,
        certainty: .seen,
        documentation: "Lists interactions of a constituent, who is selected as in logInteraction. It has the texts of custom types only."
    ) { call, list, selector in try call.interactions(list, of: selector) },

    LuminateMethod(
        "updateInteraction", authentication: .serverAndLogin,
        .requiredNumber("interaction_id", "The id of the interaction."), .interaction(needsSubject: false, hasType: true),
        answers: .updateCons, does: .writes,
        certainty: .chosen,
        documentation: "Changes an interaction. On the client servlet it must be one of the caller."
    ) { call, id, text in try call.updateInteraction(id, text) },
]

extension Parameter<Interaction.Text> {
    /// Returns the parameters with what a caller writes.
    static func interaction(needsSubject: Bool, hasType: Bool) -> Self {
        var shown = [
            ParameterDescription("interaction_subject", isRequired: needsSubject, "The subject, of up to 80 characters."),
            ParameterDescription("interaction_body", "The text, of up to 1,500 characters."),
            ParameterDescription("interaction_cat_id", type: "xsd:nonNegativeInteger", "The security category; 0 by default."),
            ParameterDescription("interaction_count", type: "xsd:nonNegativeInteger", "How often it happened; 1 by default."),
        ]
        if hasType {
            shown.append(
                ParameterDescription("interaction_type_id", type: "xsd:nonNegativeInteger", "The type: 0, the default, or a custom one."))
        }
        return Parameter(shown: shown) { source in
            let text = try Interaction.Text(source.parameters, hasType: hasType)
            guard text.subject != nil || !needsSubject else {
                throw Refusal(.parameterMissing, reason: "interaction_subject is missing")
            }
            return text
        }
    }
}

extension Interaction.Text {
    /// Reads what a caller writes. Throws code 23 for a long subject, 30 for a long text, 26 for a type that is no number, 29
    /// for a category and 22 for a count that is none.
    fileprivate init(_ parameters: Parameters, hasType: Bool) throws {
        subject = parameters.given("interaction_subject")
        if let subject { try checkStorable(subject, "interaction_subject", limit: Self.longestSubject) }
        body = parameters.given("interaction_body")
        if let body { try checkStorable(body, "interaction_body", limit: Self.longestBody, code: .interactionTooLarge) }
        category = try Self.number("interaction_cat_id", parameters, .invalidCategory)
        count = try Self.number("interaction_count", parameters, .validationFailed)
        type = hasType ? try Self.number("interaction_type_id", parameters, .invalidInteractionType) : nil
    }

    private static func number(_ name: String, _ parameters: Parameters, _ code: LuminateErrorCode) throws -> Int64? {
        guard let text = parameters.given(name) else { return nil }
        guard let number = Number.natural(text) else { throw Refusal(code, reason: "\(name) is no number") }
        return number
    }
}

extension Call {
    /// Writes an interaction down, if the constituent has fewer than are kept.
    fileprivate func logInteraction(_ text: Interaction.Text, of selector: RecordSelector) throws -> Answer {
        let constituent = try target(selector)
        try check(interactionType: text.type)
        let account = constituent.person.id
        let event = event(text, about: account, subject: "")
        let full = Expectation.events(Interaction.kind, of: account, fewerThan: Interaction.kept)
        guard try users.commit(Transaction(expecting: [.account(account), full], [.append(event)]), in: site) != nil else {
            guard try users.person(account, in: site) != nil else {
                throw Refusal(.interactionNotLogged, reason: "the record has been deleted")
            }
            throw Refusal(.tooManyInteractions, reason: "the record has \(Interaction.kept) interactions")
        }
        return Answer(["message": "Interaction logged successfully."], as: .interactionLogged)
    }

    /// Returns an interaction of a constituent. A constituent learns nothing about those of others.
    fileprivate func interaction(_ id: Int64, of selector: RecordSelector) throws -> Answer {
        let constituent = try target(selector)
        let found = try interaction(id)
        guard let found, servlet == .server || found.account == constituent.person.id else { throw Self.noInteraction }
        guard found.account == constituent.person.id else {
            throw Refusal(.wrongInteractionConstituent, reason: "the interaction is another record's")
        }
        return Answer(.members([ResultMember("interaction", .members(found.members(hasNote: true)))]))
    }

    fileprivate func interactions(_ list: InteractionList, of selector: RecordSelector) throws -> Answer {
        let constituent = try target(selector)
        let stored = try users.events(Interaction.kind, of: constituent.person.id, in: site, limit: Interaction.kept)
        let page = list.page(of: stored.map(Interaction.init))
        let elements = page.map { ResultValue.members($0.members(hasNote: $0.type != Interaction.otherType)) }
        return Answer(.members([ResultMember("interaction", each: elements)]))
    }

    fileprivate func updateInteraction(_ id: Int64, _ text: Interaction.Text) throws -> Answer {
        guard let found = try interaction(id) else { throw Self.noInteraction }
        if case .constituent(let person, _, _) = caller, found.account != person.id { throw Self.noInteraction }
        try check(interactionType: text.type)
        let changes = text.fields.mapValues { Optional($0) }
        _ = try users.commit(Transaction([.updateEvent(id, Interaction.kind, fields: changes)]), in: site)
        return Answer(["message": "Interaction updated successfully."], as: .interactionLogged)
    }

    private static var noInteraction: Refusal { Refusal(.invalidInteraction, reason: "there is no such interaction") }
}
