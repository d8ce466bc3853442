import Accounts
import Calls
import HTTP
import Synchronization

/// One entry of the journal.
final class JournalEntry: Sendable {
    /// What an entry holds.
    enum Content: Sendable {
        /// The facts alone: of a call that is not answered yet, of a level without messages, or of a mark.
        case facts(CallFacts)
        /// A look-up that was answered at once. Its messages are masked when somebody reads them. They have no password,
        /// because a call that takes one has to wait, and is masked before it is answered.
        case raw(CallContext, HTTPResponse)
        /// A call with its masked messages.
        case masked(CallFacts, MaskedExchange)
    }

    /// The number, which counts up over all sites.
    let id: UInt64
    let site: SiteID
    private let content: Mutex<Content>
    /// The place of the call in the order of answers. 0 if it is not answered.
    private let answered = Atomic<UInt64>(0)

    init(_ id: UInt64, in site: SiteID, _ content: Content) {
        self.id = id
        self.site = site
        self.content = Mutex(content)
    }

    /// Replaces the content, when the call is answered.
    func complete(_ new: Content) {
        content.withLock { $0 = new }
    }

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
        case .facts(let facts), .masked(let facts, _): facts
        case .raw(let call, let response): CallFacts(call, status: response.status)
        }
    }

    /// Returns the masked messages, or nil if there are none.
    func exchange(_ users: UserService) -> MaskedExchange? {
        switch content.withLock({ $0 }) {
        case .facts: return nil
        case .masked(_, let exchange): return exchange
        case .raw(let call, let response):
            // Outside of the lock: this takes some time, and the result is the same whoever computes it.
            let exchange = MaskedExchange(call, response, users)
            complete(.masked(CallFacts(call, status: response.status), exchange))
            return exchange
        }
    }
}
