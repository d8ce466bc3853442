import Accounts
import Dispatch
import Synchronization

/// Makes pieces one after another on a thread of its own, while the caller works with those before them.
final class PiecesAhead<Piece: Sendable, Failure: Error>: @unchecked Sendable {
    private enum Step: Sendable {
        case piece(Piece)
        case end
        case failure(Failure)
    }

    private struct State: Sendable {
        var steps: [Step] = []
        var isStopped = false
    }

    /// Only the thread calls it.
    private let make: () throws(Failure) -> Piece?
    private let state = Mutex(State())
    private let room = DispatchSemaphore(value: 0)
    private let filled = DispatchSemaphore(value: 0)
    /// Only the caller uses it.
    private var isAtEnd = false

    /// Begins to make pieces. Nil if the system starts no thread.
    ///
    /// - Parameters:
    ///   - count: How many pieces wait at most.
    ///   - make: Returns the next piece, or nil if there are no more. It is called on the thread.
    init?(_ count: Int, make: @escaping () throws(Failure) -> Piece?) {
        self.make = make
        for _ in 0..<count { room.signal() }
        guard DetachedThread.start({ self.run() }) else { return nil }
    }

    /// Returns the next piece, or nil if there are no more. Throws what ended the work once all pieces before were returned.
    func next() throws(Failure) -> Piece? {
        guard !isAtEnd else { return nil }
        filled.wait()
        let step = state.withLock { $0.steps.removeFirst() }
        room.signal()
        switch step {
        case .piece(let piece): return piece
        case .end:
            isAtEnd = true
            return nil
        case .failure(let error):
            isAtEnd = true
            throw error
        }
    }

    /// Ends the thread, at the latest when it has made its next piece.
    func stop() {
        state.withLock { $0.isStopped = true }
        room.signal()
    }

    private func run() {
        while true {
            var (step, isLast) = (Step.end, true)
            do throws(Failure) {
                if let piece = try make() { (step, isLast) = (.piece(piece), false) }
            } catch {
                step = .failure(error)
            }
            room.wait()
            let isOver = state.withLock { state in
                state.steps.append(step)
                return state.isStopped
            }
            filled.signal()
            if isOver || isLast { return }
        }
    }
}
