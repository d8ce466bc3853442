import Synchronization

/// What was read for one call before its code asks for it, so that a remote store is asked in one round trip.
///
/// The call sees what was true when it was read, at the call's beginning. Everything is forgotten once the call writes, or finds
/// out that something has changed.
public final class ReadAhead: Sendable {
    private struct Entry: Sendable {
        let site: SiteID
        let question: StoreQuestion
        let answer: StoreAnswer
    }

    /// Why a call could not read before it began.
    enum Obstacle: Sendable {
        /// The call's own questions failed.
        case failed(StoreError)
        /// A reading that it shared failed, and it is not known for which calls.
        case failedForAll
    }

    private let entries = Mutex<[Entry]>([])
    private let obstacle = Mutex<Obstacle?>(nil)

    /// Creates a memory in which nothing is known.
    public init() {}

    /// Returns the answer to a question, if it is known. A person is also known by a session, or by an identity.
    func answer(to question: StoreQuestion, in site: SiteID) -> StoreAnswer? {
        entries.withLock { entries in
            if let known = entries.first(where: { $0.site == site && $0.question == question }) { return known.answer }
            guard case .person(let id) = question else { return nil }
            return entries.lazy.filter { $0.site == site }.compactMap { $0.answer.person(id) }.first.map { .people([$0]) }
        }
    }

    /// Returns the first holders of the first identity that has any, if at least as many were asked for: of all of the identities together,
    /// or of each up to the first that has any.
    func people(withFirstOf identities: [Identity], limit: Int, in site: SiteID) -> [Person]? {
        entries.withLock { entries in
            if let together = Self.people(withFirstOf: identities, limit: limit, in: site, entries) { return together }
            for identity in identities {
                guard let people = Self.people(withFirstOf: [identity], limit: limit, in: site, entries) else { return nil }
                if !people.isEmpty { return people }
            }
            return identities.isEmpty ? nil : []
        }
    }

    private static func people(withFirstOf identities: [Identity], limit: Int, in site: SiteID, _ entries: [Entry]) -> [Person]? {
        for entry in entries where entry.site == site {
            guard case .people(_, let greater) = entry.question, greater >= limit, case .people(let people) = entry.answer,
                entry.question == .people(withFirstOf: identities, limit: greater)
            else { continue }
            return Array(people.prefix(limit))
        }
        return nil
    }

    func keep(_ answers: [StoreAnswer], to questions: [StoreQuestion], in site: SiteID) {
        entries.withLock { entries in
            for (question, answer) in zip(questions, answers) {
                entries.append(Entry(site: site, question: question, answer: answer))
                guard case .sessions = question, case .sessions(let found) = answer else { continue }
                for stored in found {
                    entries.append(Entry(site: site, question: .session(stored.session.digest), answer: .sessions([stored])))
                }
            }
        }
    }

    func endEarlyReading(_ obstacle: Obstacle) { self.obstacle.withLock { $0 = obstacle } }

    /// Whether an early reading has failed, and the call does not know it yet.
    var hasFailed: Bool { obstacle.withLock { $0 != nil } }

    /// Returns whether the call has to read by itself, because a reading that it shared has failed. Throws if its own questions failed.
    /// Either is said once.
    func mustReadAlone() throws(StoreError) -> Bool {
        let obstacle = obstacle.withLock { obstacle in
            defer { obstacle = nil }
            return obstacle
        }
        switch obstacle {
        case .failed(let error): throw error
        case .failedForAll: return true
        case nil: return false
        }
    }

    func forget() { entries.withLock { $0 = [] } }
}

extension StoreAnswer {
    /// The person with an account key, if the answer has it.
    fileprivate func person(_ id: AccountID) -> Person? {
        switch self {
        case .people(let people): people.first { $0.id == id }
        case .sessions(let sessions): sessions.lazy.compactMap(\.person).first { $0.id == id }
        default: nil
        }
    }
}

extension UserService {
    /// Reads what a call will ask for, in one round trip. The service's queries in the same call are then answered from that, until the
    /// call writes. Does nothing if the store is in this process, where each query takes microseconds.
    public func readAhead(_ questions: @autoclosure () -> [StoreQuestion], in site: SiteID) throws(StoreError) {
        guard let ahead else { return }
        try storage.retired.check(site)
        let isAlone = try ahead.mustReadAlone()
        let new = questions().filter { ahead.answer(to: $0, in: site) == nil }
        guard !new.isEmpty else { return }
        let answers = isAlone ? try store.answersAlone(to: StoreInquiry(new, in: site)) : try store.answers(to: new, in: site)
        ahead.keep(answers, to: new, in: site)
    }

    /// Returns what a call is going to read with ``readAhead(_:in:)``, so that it can be read before the call begins. Nil if that is
    /// nothing, or if the store is in this process.
    public func earlyReading(_ questions: @autoclosure () -> [StoreQuestion], in site: SiteID) -> EarlyReading? {
        guard let ahead else { return nil }
        let questions = questions().filter { ahead.answer(to: $0, in: site) == nil }
        return questions.isEmpty ? nil : EarlyReading(StoreInquiry(questions, in: site), from: store, into: ahead)
    }

    /// Returns what an attempt to sign in asks a store for, as far as it is known before. If the account has signed in here before with
    /// an attempt that ``SignInAttempt/isRepeated``, that is all.
    public func questions(of attempt: SignInAttempt, in site: SiteID) -> [StoreQuestion] {
        guard let key = RepeatedSignIns.Key(attempt, in: site), let id = storage.signIns.trace(for: key)?.account else {
            return [attempt.question]
        }
        let subjects = check.subjects(of: id, from: attempt.origin, address: attempt.address)
        return [attempt.question, .policies, .facts(Self.question(of: subjects.all, historyOf: nil))]
    }

    /// Returns the question about the session of a token.
    public func question(aboutSessionOf token: String) -> StoreQuestion { .session(digester.digest(token)) }

    /// Returns the question about the session of a token and the one that it points to; see ``StoreQuestion/sessions(_:pointingBy:)``.
    public func question(aboutSessionOf token: String, pointingBy attribute: String) -> StoreQuestion {
        .sessions(digester.digest(token), pointingBy: attribute)
    }

    /// Returns the digest under which the session of a token is stored, in hexadecimal digits.
    public func hexadecimalDigest(of token: String) -> String { digester.digest(token).hexadecimal }

    // MARK: Queries

    /// Returns what ``people(withFirstOf:in:limit:)`` returns, and keeps it for the call.
    func keptPeople(withFirstOf identities: [Identity], in site: SiteID, limit: Int) throws(StoreError) -> [Person] {
        let people = try people(withFirstOf: identities, in: site, limit: limit)
        ahead?.keep([.people(people)], to: [.people(withFirstOf: identities, limit: limit)], in: site)
        return people
    }

    func storedSession(_ digest: TokenDigest, in site: SiteID) throws(StoreError) -> StoredSession? {
        if case .sessions(let found)? = known(.session(digest), in: site) { return found.first }
        return try store.storedSession(digest, in: site)
    }

    func knownEpoch(in site: SiteID) -> Int64? {
        if case .epoch(let epoch)? = known(.directoryEpoch, in: site) { epoch } else { nil }
    }

    func knownPolicies(in site: SiteID) -> [StoredPolicy]? {
        if case .policies(let policies)? = known(.policies, in: site) { policies } else { nil }
    }

    func knownFacts(_ question: SignInQuestion, in site: SiteID) -> SignInFacts? {
        if case .facts(let facts)? = known(.facts(question), in: site) { facts } else { nil }
    }

    func known(_ question: StoreQuestion, in site: SiteID) -> StoreAnswer? { ahead?.answer(to: question, in: site) }
}
