public import Accounts

/// What an operation asks a store for, as far as the value of one parameter tells before the operation runs. A remote store is asked
/// that together with what is asked about the caller, in one round trip.
public struct ForeseenQuestions: Sendable {
    /// The parameter's name on the wire.
    let parameter: String
    let questions: @Sendable (String) -> [StoreQuestion]

    /// Creates the questions that follow from the text of a parameter. Questions that the operation does not ask cost time, and those
    /// that are missing cost a round trip.
    public init(_ parameter: String, _ questions: @escaping @Sendable (String) -> [StoreQuestion]) {
        self.parameter = parameter
        self.questions = questions
    }

    /// Creates the question who has an identity, which the value of a parameter is or from which it is made.
    public static func holder(_ parameter: String, _ identity: @escaping @Sendable (String) -> Identity?) -> ForeseenQuestions {
        ForeseenQuestions(parameter) { value in identity(value).map { [.holders(of: [$0])] } ?? [] }
    }
}

extension StoreQuestion {
    /// The question who has one of these identities, for whatever looks for one holder or for few.
    public static func holders(of identities: [Identity]) -> StoreQuestion {
        .people(withFirstOf: identities, limit: SignInAttempt.accountsTried)
    }
}

extension BoundOperation {
    /// What the operation asks a store for, as far as it is known before it runs: the account whose password is tried, and what the row
    /// foresees.
    public var foreseenQuestions: [StoreQuestion] {
        var questions = accountCandidates.map { StoreQuestion.holders(of: [$0]) }
        if let foreseen = operation.foreseen, let position = operation.parameters.firstIndex(where: { $0.name == foreseen.parameter }) {
            questions += foreseen.questions(argument(position) ?? "")
        }
        return questions
    }
}
