/// Everything that is kept for a site, and what a reset does with it. A test compares this list with the declarations in the sources.
///
/// Most of it is under the key of the site. A reset gives the name to a site with another key, so what is under the old one is out
/// of reach at once, and only has to go some time. What is under the name, or moves to the new key, is named here with the reason.
enum SiteState: String, CaseIterable {
    // Under the key: nobody asks for the old one any more.

    /// The accounts, sessions, containers, rule sets, events, rows, failures, values and sequences of the store.
    case store = "SQLiteStore"
    /// Which rows of the store were changed, for sites that can be restored. They are under the key of the rows, and a reset puts them back.
    case notes = "SiteNotes"
    /// The keys that restored sites had before, so that nobody reads or changes anything with them.
    case uses = "SiteUses"
    /// The sessions in memory. They are under the keys of site and token.
    case sessions = "SessionCache"
    /// What is known of sessions that ended, at most 16,384 of them, and as many live ones. They are under the keys of site and token.
    case endedSessions = "SessionHistory"
    /// What is known of callers that send a password with every call, at most 256 of them.
    case signIns = "RepeatedSignIns"
    /// The rule sets in memory, at most 1,024.
    case policies = "PolicyCache"
    /// The directories in memory, at most 1,024.
    case directories = "DirectoryCache"
    /// The rights of Archer's users in memory, for at most 1,024 sites.
    case rights = "ArcherRightsTable"
    /// When ended sessions were deleted. The deletion of the site drops it.
    case housekeeping = "Housekeeping"
    /// The real times of failed sign-ins, at most 10,000 of them. A minute ends each.
    case guesses = "Guessing"
    /// The keys of old sites, whose calls are answered as busy.
    case retired = "RetiredSites"

    // Moved to the new key, or dropped, by the reset.

    /// The keys of the sites by name, and their sources of time and randomness.
    case registry = "SiteRegistry"
    /// The settings that differ from those of other sites. They come from the configuration, and from values of the site.
    case settings = "PerSite"
    /// The clocks that were set. They go unless they are kept.
    case clocks = "SiteClocks"
    /// Who has called. It goes.
    case callers = "CallerTable"
    /// The rules that change what happens to calls. They go unless they are kept.
    case faults = "FaultRules"
    /// The entries of calls. They go unless they are kept.
    case journal = "Journal"

    // Under the name: it outlives a reset.

    /// What the site was made from.
    case origins = "SiteOrigins"
    /// How often it was reset, and which old sites are still to be deleted.
    case keeper = "SiteKeeper"
    /// The copies for the next resets, with what the site was made from.
    case spares = "SpareSites"
    /// The sites of a store with other processes that were read once. The next reading replaces them.
    case shared = "SharedSites"
    /// The snapshots of it. They go with it.
    case snapshots = "SiteSnapshots"
    /// When it ends by itself.
    case lifetimes = "SiteLifetimes"
}
