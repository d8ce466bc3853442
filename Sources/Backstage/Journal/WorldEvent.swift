import Accounts

/// What the journal has besides calls: changes of a site's world that the admin API made, after which calls may be answered differently.
enum WorldEvent: String, Sendable, CaseIterable {
    /// A line of a tester's.
    case mark
    /// The site was reset, or got the content of a snapshot.
    case reset
    /// The site's clock was set, moved, stopped or started.
    case clock
    /// The site got other settings.
    case settings
    /// What is random in the site begins again from another seed, and so does its clock.
    case seed
    /// Fault rules came, went or changed.
    case faults
    /// The admin API made, changed or deleted an account.
    case account
    /// The admin API ended sessions.
    case sessions
    /// The admin API deleted the mails that the vendors would have sent.
    case outbox
}

extension AdministeredWorld {
    /// Puts a line into the journal that says what the admin API has done in a site. Does nothing if the journal is off.
    func note(_ event: WorldEvent, _ text: String, in site: SiteID) {
        guard journal.level != .off else { return }
        _ = journal.note(event, text, in: site, at: now(in: site))
    }
}
