import Accounts
import Dispatch
import Synchronization

/// Reads the rows of a file on a thread of its own, while a store takes the rows before them.
///
/// Reading a line takes about as long as storing its row, so an import with two cores takes little more than half the time.
final class RowsAhead: @unchecked Sendable {
    private enum Piece: Sendable {
        case rows([WorldRow], bytesRead: Int)
        case end
        case failure(WorldError)
    }

    private struct State: Sendable {
        var pieces: [Piece] = []
        var isStopped = false
    }

    private static let rowsAtOnce = 500
    private static let piecesAtOnce = 8

    /// Only the thread uses it.
    private let file: ExportReader
    private let state = Mutex(State())
    private let room = DispatchSemaphore(value: 0)
    private let filled = DispatchSemaphore(value: 0)

    // Only the caller uses these.
    private var rows: [WorldRow] = []
    private var place = 0
    private var isAtEnd = false
    /// The number of bytes of the file that were read for the rows so far.
    private(set) var bytesRead = 0

    /// Begins to read. Throws if the system starts no thread.
    init(_ file: ExportReader) throws(WorldError) {
        self.file = file
        for _ in 0..<Self.piecesAtOnce { room.signal() }
        guard DetachedThread.start({ self.read() }) else { throw .store("the system starts no thread for reading the file") }
    }

    /// Returns the next row, or nil at the end of a whole file.
    func next() throws(WorldError) -> WorldRow? {
        while true {
            if place < rows.count {
                defer { place += 1 }
                return rows[place]
            }
            guard !isAtEnd else { return nil }
            filled.wait()
            let piece = state.withLock { $0.pieces.removeFirst() }
            room.signal()
            switch piece {
            case .rows(let new, let count): (rows, place, bytesRead) = (new, 0, count)
            case .end: isAtEnd = true
            case .failure(let error):
                isAtEnd = true
                throw error
            }
        }
    }

    /// Ends the thread, at the latest when it has read its next row.
    func stop() {
        state.withLock { $0.isStopped = true }
        room.signal()
    }

    private func read() {
        var isOver = false
        while !isOver {
            var rows: [WorldRow] = []
            var last: Piece?
            do throws(WorldError) {
                while rows.count < Self.rowsAtOnce {
                    guard let row = try file.next() else {
                        last = .end
                        break
                    }
                    rows.append(row)
                }
            } catch {
                last = .failure(error)
            }
            let pieces: [Piece] = [.rows(rows, bytesRead: file.bytesRead)] + (last.map { [$0] } ?? [])
            for piece in pieces {
                room.wait()
                isOver = state.withLock { state in
                    state.pieces.append(piece)
                    return state.isStopped
                }
                filled.signal()
                if isOver { return }
            }
            isOver = last != nil
        }
    }
}
