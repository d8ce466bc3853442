/// A question to a store. Several are asked together; see ``AccountStore/answers(to:in:)``.
public enum StoreQuestion: Sendable {
    /// The session with a digest and its owner.
    case session(TokenDigest)
    /// The session with a digest, and the one whose digest is the value of an attribute of the first, in hexadecimal digits.
    case sessions(TokenDigest, pointingBy: String)
    /// The person with an account key.
    case person(AccountID)
    /// The holders of the first identity that has any.
    case people(withFirstOf: [Identity], limit: Int)
    /// The values of a scheme of the accounts that hold an identity.
    case identities(of: IdentityScheme, forHolderOf: Identity)
    /// The site's values whose names begin with a text.
    case values(namedFrom: String)
    /// The site's rule sets.
    case policies
    /// The version of the site's directory.
    case directoryEpoch
    /// What is needed before a password is verified.
    case facts(SignInQuestion)
}

/// What one call asks a store. Several calls ask together; see ``AccountStore/answers(to:)``.
public struct StoreInquiry: Sendable {
    /// The site.
    public let site: SiteID
    /// The questions.
    public let questions: [StoreQuestion]

    /// How many readings from a remote store are under way at once. While the store answers one, the calls of another one are answered. With
    /// more, fewer calls would share a reading.
    public static let readingsAtOnce = 2
    /// How many calls share a reading at most.
    public static let readTogether = 64

    /// Creates an inquiry from its parts.
    public init(_ questions: [StoreQuestion], in site: SiteID) {
        self.site = site
        self.questions = questions
    }
}

/// The answer to a ``StoreQuestion``.
public enum StoreAnswer: Sendable {
    /// The sessions that were found.
    case sessions([StoredSession])
    /// People.
    case people([Person])
    /// Values of identities.
    case texts([String])
    /// The site's values.
    case values([(name: String, value: String)])
    /// Rule sets.
    case policies([StoredPolicy])
    /// A version.
    case epoch(Int64)
    /// The facts before a password is verified.
    case facts(SignInFacts)
}

extension StoreQuestion: Equatable {
    /// Returns whether two questions are the same. Texts are compared as bytes, as a store compares them.
    public static func == (one: StoreQuestion, other: StoreQuestion) -> Bool {
        switch (one, other) {
        case (.session(let one), .session(let other)): one == other
        case (.sessions(let one, let name), .sessions(let other, let otherName)): one == other && name == otherName
        case (.person(let one), .person(let other)): one == other
        case (.people(let one, let limit), .people(let other, let otherLimit)):
            limit == otherLimit && one.elementsEqual(other, by: isSame)
        case (.identities(let scheme, let one), .identities(let otherScheme, let other)): scheme == otherScheme && isSame(one, other)
        case (.values(let one), .values(let other)): one.utf8.elementsEqual(other.utf8)
        case (.policies, .policies), (.directoryEpoch, .directoryEpoch): true
        case (.facts(let one), .facts(let other)):
            one.subjects == other.subjects && one.policies == other.policies && one.historyOf == other.historyOf
                && one.historyLimit == other.historyLimit
        default: false
        }
    }

    private static func isSame(_ one: Identity, _ other: Identity) -> Bool {
        one.scheme == other.scheme && one.value.utf8.elementsEqual(other.value.utf8)
    }
}

extension AccountStore {
    /// Returns the answers to questions, asked one after another.
    public func answers(to questions: [StoreQuestion], in site: SiteID) throws(StoreError) -> [StoreAnswer] {
        var answers: [StoreAnswer] = []
        for question in questions { answers.append(try answer(to: question, in: site)) }
        return answers
    }

    /// Returns the answers to the questions of several calls, asked one call after another.
    public func answers(to inquiries: [StoreInquiry]) -> [Result<[StoreAnswer], StoreError>?] {
        inquiries.map { inquiry in
            Result { () throws(StoreError) in try answers(to: inquiry.questions, in: inquiry.site) }
        }
    }

    /// Returns the answers to a call's questions, which are asked together with no other call's.
    public func answersAlone(to inquiry: StoreInquiry) throws(StoreError) -> [StoreAnswer] {
        guard let answers = answers(to: [inquiry]).first ?? nil else { throw .failed("the store has no answers for a call") }
        return try answers.get()
    }

    private func answer(to question: StoreQuestion, in site: SiteID) throws(StoreError) -> StoreAnswer {
        switch question {
        case .session(let digest): return .sessions(try storedSession(digest, in: site).map { [$0] } ?? [])
        case .sessions(let digest, let name):
            guard let first = try storedSession(digest, in: site) else { return .sessions([]) }
            let next = try first.session.attributes[name].flatMap(TokenDigest.init(hexadecimal:)).map { next throws(StoreError) in
                try storedSession(next, in: site)
            }
            return .sessions([first] + [next ?? nil].compactMap { $0 })
        case .person(let id): return .people(try person(id, in: site).map { [$0] } ?? [])
        case .people(let identities, let limit): return .people(try people(withFirstOf: identities, in: site, limit: limit))
        case .identities(let scheme, let identity): return .texts(try values(of: scheme, forHolderOf: identity, in: site))
        case .values(let prefix): return .values(try values(namedFrom: prefix, in: site))
        case .policies: return .policies(try policies(in: site))
        case .directoryEpoch: return .epoch(try directoryEpoch(in: site))
        case .facts(let question): return .facts(try facts(question, in: site))
        }
    }
}
