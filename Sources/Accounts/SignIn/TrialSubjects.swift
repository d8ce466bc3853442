/// The keys under which a store counts the failures of one trial. They reveal neither an account's owner nor an
/// address.
struct TrialSubjects: Hashable, Sendable {
    /// The trial's own key.
    let own: String
    /// Set when failures are counted per origin. `own` counts this origin, `whole` counts all origins together. A
    /// lockout blocks one origin and does not affect the account; too many failures over all origins slow every attempt
    /// down.
    let whole: String?
    /// The key under which the client's address is remembered once it has signed in. Nil if no address is given.
    let address: String?

    /// All keys of the trial.
    var all: [String] { [own, whole, address].compactMap { $0 } }
}

/// The counted failures of all subjects of one trial.
struct CountedFailures: Sendable {
    /// The failures of the trial's own subject.
    var own: SignInFailures?
    /// The failures from all origins, if each origin is counted separately.
    var fromAllOrigins: SignInFailures?
    /// The stored row of the client's address, remembered or expired.
    var addressRow: SignInFailures?
    /// The client's address if it has signed in to the account and is still remembered.
    var address: KnownAddress?

    /// Creates the failures of a trial's subjects from the rows of a store.
    init(of subjects: TrialSubjects, in rows: [String: SignInFailures], at now: Timestamp) {
        own = rows[subjects.own]
        fromAllOrigins = subjects.whole.flatMap { rows[$0] }
        addressRow = subjects.address.flatMap { rows[$0] }
        address = KnownAddress(addressRow, at: now)
    }

    /// Returns the conditions that all of this is unchanged in the store.
    func expectations(of subjects: TrialSubjects) -> [Expectation] {
        var expectations: [Expectation] = [.failures(of: subjects.own, own)]
        if let whole = subjects.whole { expectations.append(.failures(of: whole, fromAllOrigins)) }
        if let address = subjects.address { expectations.append(.failures(of: address, addressRow)) }
        return expectations
    }
}
