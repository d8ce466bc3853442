import Accounts
import Dispatch
import Synchronization

/// Lets calls that ask at the same time share a round trip.
///
/// A call that finds few others reading asks at once. Otherwise it waits until one of them has its answers, and then one of those that
/// wait asks for all of them. Everything is read after it was asked, so an answer is never older than the question.
final class ReadingQueue: Sendable {
    /// The answers to a call's questions. Nil if the call has to ask by itself.
    typealias Answers = Result<[StoreAnswer], StoreError>?

    /// How a wait ends.
    private enum End: Sendable {
        /// The call asks for all that wait.
        case leads
        case answered(Answers)
    }

    /// A call that waits.
    private final class Turn: Sendable {
        let inquiry: StoreInquiry
        let wake = DispatchSemaphore(value: 0)
        /// Why the call is woken.
        let end = Mutex(End.leads)

        init(_ inquiry: StoreInquiry) {
            self.inquiry = inquiry
        }
    }

    private struct State: Sendable {
        var waiting: [Turn] = []
        var readings = 0
    }

    private let state = Mutex(State())

    /// The number of calls that wait.
    var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// Returns the answers to a call's questions, or nil if the call has to ask by itself. `read` answers those of several calls.
    func answers(to inquiry: StoreInquiry, _ read: ([StoreInquiry]) -> [Answers]) throws(StoreError) -> [StoreAnswer]? {
        let turn = state.withLock { state -> Turn? in
            guard state.readings == StoreInquiry.readingsAtOnce else {
                state.readings += 1
                return nil
            }
            let turn = Turn(inquiry)
            state.waiting.append(turn)
            return turn
        }
        guard let turn else {
            defer { end() }
            return try read([inquiry])[0]?.get()
        }
        WaitingThread.during { turn.wake.wait() }
        let answers = if case .answered(let answers) = turn.end.withLock({ $0 }) { answers } else { readForAll(with: turn, read) }
        return try answers?.get()
    }

    /// Reads for the current call and for those that wait. Returns the answers of the current one.
    private func readForAll(with own: Turn, _ read: ([StoreInquiry]) -> [Answers]) -> Answers {
        let others = state.withLock { state in
            let others = Array(state.waiting.prefix(StoreInquiry.readTogether - 1))
            state.waiting.removeFirst(others.count)
            return others
        }
        let answers = read([own.inquiry] + others.map(\.inquiry))
        end()
        for (turn, answers) in zip(others, answers.dropFirst()) {
            turn.end.withLock { $0 = .answered(answers) }
            turn.wake.signal()
        }
        return answers[0]
    }

    /// Ends a reading. The first call that waits begins another one.
    private func end() {
        let next = state.withLock { state -> Turn? in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.readings -= 1
            return nil
        }
        next?.wake.signal()
    }
}
