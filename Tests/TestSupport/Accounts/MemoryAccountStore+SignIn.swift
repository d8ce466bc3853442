public import Accounts

extension MemoryAccountStore {
    /// The facts that are needed before a password is verified.
    public func facts(_ question: SignInQuestion, in site: SiteID) throws(StoreError) -> SignInFacts {
        read { state in
            var facts = SignInFacts()
            for subject in question.subjects { facts.failures[subject] = state.failures[Subject(site: site, key: subject)] }
            for id in question.policies { facts.policies[id] = state.policies[PolicyKey(site: site, id: id)]?.rules }
            if let id = question.historyOf, let record = state.records[id], record.site == site {
                facts.history = Array(record.history.prefix(max(0, question.historyLimit)))
            }
            return facts
        }
    }

    static func deleteFailures(
        before moment: Timestamp, notLockedAt now: Timestamp, keeping limit: Int, in site: SiteID, _ state: inout State
    ) {
        func isLocked(_ failures: SignInFailures) -> Bool { failures.lockedUntil.map { $0 > now } ?? false }
        let own = state.failures.filter { $0.key.site == site && ($0.value.lastAt >= moment || isLocked($0.value)) }
        let youngestFirst = own.sorted { $0.value.lastAt > $1.value.lastAt }
        let kept = [true, false].flatMap { locked in youngestFirst.filter { isLocked($0.value) == locked }.prefix(max(0, limit)) }
        state.failures = state.failures.filter { $0.key.site != site }
        for (subject, failures) in kept { state.failures[subject] = failures }
    }
}
