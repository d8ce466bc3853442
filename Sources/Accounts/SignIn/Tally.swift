/// Something that is counted within a window of time, up to a limit: by all processes together, and also across a restart.
///
/// A tally is stored among the failures, under a subject of its own, until the window ends. The oldest ones are deleted if there are
/// too many: see ``ThrottleRules/subjectsKept``.
public struct Tally: Sendable {
    /// The key under which it is stored.
    let subject: String
    /// How long a window lasts that begins with the first count. Nil for the days of UTC.
    let window: Duration?
    /// How many are counted within a window.
    public let limit: Int

    private static let day = Int64(86_400_000)

    fileprivate init(_ subject: String, _ window: Duration?, _ limit: Int) {
        self.subject = FailureSubject.tally + subject
        self.window = window
        self.limit = limit
    }

    /// Returns the number that a stored row says at a moment.
    fileprivate func count(_ row: SignInFailures?, at now: Timestamp) -> Int {
        guard let row, let end = row.lockedUntil, now < end, end <= self.end(from: now) else { return 0 }
        return row.count
    }

    /// Returns the row after one more was counted.
    fileprivate func next(_ row: SignInFailures?, at now: Timestamp) -> SignInFailures {
        let count = count(row, at: now)
        return SignInFailures(count: count + 1, lastAt: now, lockedUntil: count > 0 ? row?.lockedUntil : end(from: now))
    }

    /// Returns when a window ends that begins at a moment, or the day of the moment.
    private func end(from now: Timestamp) -> Timestamp {
        if let window { return now + window }
        return Timestamp(milliseconds: (now.milliseconds.flooredQuotient(Self.day) + 1) &* Self.day)
    }
}

extension Int64 {
    /// Returns the greatest number that is not greater than the quotient.
    fileprivate func flooredQuotient(_ divisor: Int64) -> Int64 { self / divisor - (self % divisor < 0 ? 1 : 0) }
}

extension UserService {
    /// Returns the tally of what an account causes from an address in one day of UTC.
    public func dailyTally(_ name: String, of account: AccountID, from address: String, limit: Int) -> Tally {
        Tally("\(FailureSubject.of(account))@\(check.digits(of: "\(name):\(address)"))", nil, limit)
    }

    /// Returns the tally of what an address causes within a window that begins with the first time. There are at most 32,768 for a name:
    /// some addresses share one, so that a caller with many addresses does not push out what is counted for others.
    public func tally(_ name: String, of address: String, within window: Duration, limit: Int) -> Tally {
        let bytes = digester.digest("\(name):\(address)").bytes
        let place = (Int(bytes[0]) << 8 | Int(bytes[1])) >> 1
        return Tally("n\(name)@\(place)", window, limit)
    }

    /// Returns how many a tally has counted.
    public func count(of tally: Tally, in site: SiteID) throws(StoreError) -> Int { tally.count(try row(of: tally, in: site), at: now) }

    /// Counts one more. Returns false, and counts none, if the limit has been reached.
    public func take(from tally: Tally, in site: SiteID) throws(StoreError) -> Bool {
        try openSessions([], counting: tally, in: site) != nil
    }

    /// Opens sessions and counts one more, in one write. Returns nil, and does neither, if the limit has been reached.
    public func openSessions(_ openings: [SessionOpening], counting tally: Tally, in site: SiteID) throws(StoreError) -> [OpenedSession]? {
        for _ in 0..<PasswordCheck.retries {
            let row = try row(of: tally, in: site)
            guard tally.count(row, at: now) < tally.limit else { return nil }
            var transaction = Transaction(
                expecting: [.failures(of: tally.subject, row)], [.setFailures(of: tally.subject, tally.next(row, at: now))])
            let opened = open(SessionOpenings(openings), in: &transaction)
            if try commit(transaction, in: site) != nil {
                sweepIfDue(site)
                return opened
            }
        }
        throw .tryAgain("others are counted all the time")
    }

    private func row(of tally: Tally, in site: SiteID) throws(StoreError) -> SignInFailures? {
        try check.failures(of: [tally.subject], in: site)[tally.subject]
    }
}
