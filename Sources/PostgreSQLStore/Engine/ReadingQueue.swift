import Accounts
import Dispatch
import Synchronization

/// Lets calls that ask at the same time share a round trip.
///
/// A call that finds few others reading asks at once. Otherwise it waits until one of them has its answers, and then one of those that
/// wait asks for all of them. Everything is read after it was asked, so an answer is never older than the question.
///
/// A call that asks for others takes them along when it has a connection. Until then each waits by itself, no longer than any call waits
/// for a connection.
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

        func finish(_ answers: Answers) {
            end.withLock { $0 = .answered(answers) }
            wake.signal()
        }
    }

    private struct State: Sendable {
        var waiting: [Turn] = []
        var readings = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    private let pool: Pool

    init(_ pool: Pool) {
        self.pool = pool
    }

    /// The number of calls that wait.
    var waitingCount: Int { state.withLock { $0.waiting.count } }
    /// The number of calls that ask, or wait for a connection to ask over.
    var leadingCount: Int { state.withLock { $0.readings } }

    /// Returns the answers to a call's questions, or nil if the call has to ask by itself.
    func answers(to inquiry: StoreInquiry) throws(StoreError) -> [StoreAnswer]? {
        let deadline = pool.deadline
        let turn = try state.withLock { state throws(StoreError) -> Turn? in
            if state.isClosed { throw Failure.closed.reported }
            guard state.readings == StoreInquiry.readingsAtOnce else {
                state.readings += 1
                return nil
            }
            let turn = Turn(inquiry)
            state.waiting.append(turn)
            return turn
        }
        guard let turn else { return try read(inquiry, until: deadline)?.get() }
        let isWoken = WaitingThread.during { turn.wake.wait(timeout: deadline) == .success }
        if !isWoken {
            guard !leave(turn) else { throw pool.exhaustion.reported }
            // Somebody has a connection and asks for it, or it has just been woken.
            WaitingThread.during { turn.wake.wait() }
        }
        let answers = if case .answered(let answers) = turn.end.withLock({ $0 }) { answers } else { read(inquiry, until: deadline) }
        return try answers?.get()
    }

    /// Returns false if the call does not wait any more.
    private func leave(_ turn: Turn) -> Bool {
        state.withLock { state in
            guard let index = state.waiting.firstIndex(where: { $0 === turn }) else { return false }
            state.waiting.remove(at: index)
            return true
        }
    }

    /// Reads for the current call and for those that wait once there is a connection. Returns the answers of the current one.
    private func read(_ own: StoreInquiry, until deadline: DispatchTime) -> Answers {
        var others: [Turn] = []
        let answers: [Answers]
        do throws(Failure) {
            answers = try pool.use(until: deadline) { connection throws(Failure) in
                others = takeOthers()
                return try Reading([own] + others.map(\.inquiry)).answers(over: connection)
            }
        } catch {
            answers = Array(repeating: error.answers(toEachOf: 1 + others.count), count: 1 + others.count)
        }
        end()
        for (turn, answers) in zip(others, answers.dropFirst()) { turn.finish(answers) }
        return answers[0]
    }

    private func takeOthers() -> [Turn] {
        state.withLock { state in
            let others = Array(state.waiting.prefix(StoreInquiry.readTogether - 1))
            state.waiting.removeFirst(others.count)
            return others
        }
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

    /// Fails the calls that wait, and later ones. Those that are being asked for get their answers.
    func close() {
        let waiting = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for turn in waiting { turn.finish(.failure(Failure.closed.reported)) }
    }
}
