import Accounts
import Calls
import HTTP
import Synchronization

/// One entry of the journal.
final class JournalEntry: Sendable {
    /// What an entry holds.
    enum Content: Sendable {
        /// The facts alone: of a call that is not answered yet, of a level without messages, or of an event.
        case facts(CallFacts)
        /// A look-up that was answered at once. Its messages are masked when somebody reads them. They have no password,
        /// because a call that takes one has to wait, and is masked before it is answered.
        case kept(CallFacts, KeptMessages)
        /// A call with its masked messages.
        indirect case masked(CallFacts, MaskedExchange)
    }

    // Both are set once, when the journal takes the entry up and before another thread sees it.
    /// The number, which counts up over all sites.
    nonisolated(unsafe) private(set) var id: UInt64 = 0
    nonisolated(unsafe) private(set) var site = SiteID(rawValue: 0)
    private let content: Mutex<Content>
    /// The place of the call in the order of answers. 0 if it is not answered.
    private let answered = Atomic<UInt64>(0)

    init(_ content: Content) { self.content = Mutex(content) }

    /// Sets the number and the site.
    func enter(_ site: SiteID, as number: UInt64) { (self.site, id) = (site, number) }

    /// Takes over the content of another entry, when the call is answered.
    func complete(from other: JournalEntry) { replace(other.content.withLock { $0 }) }

    private func replace(_ new: Content) { content.withLock { $0 = new } }

    /// The place of the call in the order of answers. Nil if it is not answered.
    var position: UInt64? {
        let position = answered.load(ordering: .acquiring)
        return position == 0 ? nil : position
    }

    /// Records the place in the order of answers, once.
    func takePosition(_ position: UInt64) {
        answered.store(position, ordering: .releasing)
    }

    var facts: CallFacts {
        switch content.withLock({ $0 }) {
        case .facts(let facts), .kept(let facts, _), .masked(let facts, _): facts
        }
    }

    /// Whether its messages still have to be masked, which takes some time.
    var isUnread: Bool {
        content.withLock { if case .kept = $0 { true } else { false } }
    }

    /// Returns the masked messages, or nil if there are none.
    func exchange(_ users: UserService) -> MaskedExchange? {
        switch content.withLock({ $0 }) {
        case .facts: return nil
        case .masked(_, let exchange): return exchange
        case .kept(let facts, let messages):
            // Outside of the lock: this takes some time, and the result is the same whoever computes it.
            let exchange = MaskedExchange(facts, messages.request(of: facts), messages.answer, users)
            replace(.masked(facts, exchange))
            return exchange
        }
    }
}
