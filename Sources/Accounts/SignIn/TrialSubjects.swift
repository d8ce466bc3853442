/// The keys under which a store counts the failures of one trial. They name neither an account's owner nor an address in clear.
struct TrialSubjects: Hashable, Sendable {
    /// The trial's own key.
    let own: String
    /// Where the trial's own failures are only those that came from one origin: the key under which those from all origins are counted besides.
    /// A lockout then shuts out that origin and does nothing to the account, while a long row from all origins slows down every one.
    let whole: String?
    /// The key under which the client's address is remembered once it has signed in; nil where the address is not given.
    let address: String?

    /// All the keys there are.
    var all: [String] { [own, whole, address].compactMap { $0 } }
}

/// Everything that is counted of the subjects of one trial.
struct CountedFailures: Sendable {
    /// Those of the trial's own subject.
    var own: SignInFailures?
    /// Those from all origins, where each origin is counted apart.
    var fromAllOrigins: SignInFailures?
    /// What a store keeps of the client's address, remembered still or no longer.
    var addressRow: SignInFailures?
    /// What is remembered of the client's address; nil where it has not signed in to the account.
    var address: KnownAddress?

    /// Takes what is counted of a trial's subjects out of what a store keeps.
    init(of subjects: TrialSubjects, in rows: [String: SignInFailures], at now: Timestamp) {
        own = rows[subjects.own]
        fromAllOrigins = subjects.whole.flatMap { rows[$0] }
        addressRow = subjects.address.flatMap { rows[$0] }
        address = KnownAddress(addressRow, at: now)
    }

    /// Expects of a store that all this is so still.
    func expectations(of subjects: TrialSubjects) -> [Expectation] {
        var expectations: [Expectation] = [.failures(of: subjects.own, own)]
        if let whole = subjects.whole { expectations.append(.failures(of: whole, fromAllOrigins)) }
        if let address = subjects.address { expectations.append(.failures(of: address, addressRow)) }
        return expectations
    }
}
