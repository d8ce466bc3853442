import Synchronization

/// A cache of the rows of callers that send a password with every call, so that such a call costs no query.
///
/// It saves reading the store and nothing else: whether an account may sign in is decided each time. An entry is dropped
/// when its account, its failures or any rule set changes. A reader may read the store just before a change and remember
/// the result just after it. To detect that, every change increases the *epoch*, and the result is not remembered if the
/// epoch has changed.
final class RepeatedSignIns: Sendable {
    /// What an attempt names. Whether an entry decides about another attempt depends on this alone.
    struct Key: Hashable, Sendable {
        let site: SiteID
        private let scheme: String
        /// The bytes of the identity's key, because a store compares bytes and texts may be equal without having the same.
        private let name: [UInt8]
        private let origin: String?
        private let address: String?

        /// Returns the key of an attempt. Nil if its account could become another one without a change of the first: if it
        /// has several candidates, or if several accounts may have the identity.
        init?(_ attempt: SignInAttempt, in site: SiteID) {
            guard attempt.isRepeated, attempt.candidates.count == 1, let identity = attempt.candidates.first, identity.scheme.isUnique
            else { return nil }
            self.site = site
            scheme = identity.scheme.name
            name = Array(identity.key.utf8)
            origin = attempt.origin
            address = attempt.address
        }

        /// Hashes what differs between the callers of a site.
        func hash(into hasher: inout Hasher) {
            hasher.combine(name)
            hasher.combine(address)
        }
    }

    /// The facts that decide about an attempt. The account's hash has the current parameters.
    ///
    /// It is a class because each call of a program gets its entry, and each copy would retain all its members.
    final class Entry: Sendable {
        let person: Person
        let subjects: TrialSubjects
        let facts: SignInFacts

        init(person: Person, subjects: TrialSubjects, facts: SignInFacts) {
            self.person = person
            self.subjects = subjects
            self.facts = facts
        }
    }

    /// What is remembered of an attempt if no facts are.
    struct Trace: Sendable {
        let account: AccountID
        let hash: PasswordHash?
    }

    private struct Contents: Sendable {
        var entries: [Key: Entry] = [:]
        /// What the last attempts were about, which may be others by now.
        var accounts: [Key: Trace] = [:]
        var epoch: UInt64 = 0
    }

    /// A site has a few programs that call it. Each entry takes a few kilobytes.
    static let capacity = 256

    private let contents = Mutex(Contents())
    private let keeps: Bool

    /// Creates a memory. If `keeps` is false, it remembers no facts, but only which account and hash the last attempt was about.
    init(keeps: Bool = true) {
        self.keeps = keeps
    }

    /// Returns the facts about an attempt, or nil if they are not known.
    func entry(for key: Key) -> Entry? {
        contents.withLock { $0.entries[key] }
    }

    /// Returns the account and the hash of the last attempt if no facts are remembered. They may be others by now.
    func trace(for key: Key) -> Trace? {
        contents.withLock { $0.accounts[key] }
    }

    /// The epoch. Read it before you read the store.
    var epoch: UInt64 { contents.withLock { $0.epoch } }

    /// Remembers what a store returned, unless something has changed since the epoch was read. If there are too many entries,
    /// all are dropped.
    func keep(_ entry: Entry, for key: Key, readSince epoch: UInt64) {
        contents.withLock { contents in
            guard keeps else {
                if contents.accounts.count >= Self.capacity { contents.accounts = [:] }
                contents.accounts[key] = Trace(account: entry.person.id, hash: entry.person.account.credential?.hash)
                return
            }
            guard contents.epoch == epoch else { return }
            if contents.entries.count >= Self.capacity { contents.entries = [:] }
            contents.entries[key] = entry
        }
    }

    /// Drops what is known about an account. Call this when the store has changed it, before the call that changed it
    /// returns.
    func accountChanged(_ id: AccountID, in site: SiteID) {
        drop { $0.site == site && $1.person.id == id }
    }

    /// Drops what depends on the failures of a subject. Call it like ``accountChanged(_:in:)``.
    func failuresChanged(of subject: String, in site: SiteID) {
        drop { key, entry in key.site == site && entry.subjects.all.contains(subject) }
    }

    /// Drops everything.
    func everythingChanged() {
        drop { _, _ in true }
    }

    private func drop(_ isOutdated: (Key, Entry) -> Bool) {
        contents.withLock { contents in
            contents.epoch &+= 1
            guard !contents.entries.isEmpty else { return }
            let outdated = contents.entries.filter { isOutdated($0.key, $0.value) }.keys
            for key in outdated { contents.entries[key] = nil }
        }
    }
}
