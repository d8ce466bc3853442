import Accounts
import Synchronization

/// The numbers under which the admin API shows sessions, because nobody may see their tokens. A session has one number as
/// long as the process runs.
final class SessionNumbers: Sendable {
    private struct State {
        var numbers: [TokenDigest: Int] = [:]
        var sessions: [Int: TokenDigest] = [:]
        var order: [TokenDigest] = []
        var last = 0
    }

    private let state = Mutex(State())
    /// Older numbers are forgotten, half of them at a time. So many take about 20 MB.
    private static let limit = 100_000

    /// Creates an empty list.
    init() {}

    /// Returns the number of a session.
    func number(of session: TokenDigest) -> Int {
        state.withLock { state in
            if let known = state.numbers[session] { return known }
            if state.order.count >= Self.limit {
                for digest in state.order.prefix(Self.limit / 2) {
                    state.numbers.removeValue(forKey: digest).map { state.sessions[$0] = nil }
                }
                state.order.removeFirst(Self.limit / 2)
            }
            state.last += 1
            state.numbers[session] = state.last
            state.sessions[state.last] = session
            state.order.append(session)
            return state.last
        }
    }

    /// Returns the session with a number that was given, or nil.
    func session(numbered number: Int) -> TokenDigest? { state.withLock { $0.sessions[number] } }
}
