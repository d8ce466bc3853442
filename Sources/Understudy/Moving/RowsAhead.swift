import Accounts

/// Reads the rows of a file on a thread of its own, while a store takes the rows before them.
///
/// Reading a line takes about as long as storing its row, so an import with two cores takes little more than half the time.
final class RowsAhead {
    private struct Piece: Sendable {
        var rows: [WorldRow] = []
        var bytesRead = 0
    }

    private static let rowsAtOnce = 500
    private static let piecesAtOnce = 8

    private let pieces: PiecesAhead<Piece, WorldError>
    private var piece = Piece()
    private var place = 0

    /// The number of bytes of the file that were read for the rows so far.
    var bytesRead: Int { piece.bytesRead }

    /// Begins to read. Throws if the system starts no thread.
    init(_ file: ExportReader) throws(WorldError) {
        var failure: WorldError?
        let pieces = PiecesAhead(Self.piecesAtOnce) { () throws(WorldError) -> Piece? in
            if let failure { throw failure }
            var piece = Piece()
            do throws(WorldError) {
                while piece.rows.count < Self.rowsAtOnce, let row = try file.next() { piece.rows.append(row) }
            } catch {
                // The rows before it come first.
                guard !piece.rows.isEmpty else { throw error }
                failure = error
            }
            piece.bytesRead = file.bytesRead
            return piece.rows.isEmpty ? nil : piece
        }
        guard let pieces else { throw .store("the system starts no thread for reading the file") }
        self.pieces = pieces
    }

    /// Returns the next row, or nil at the end of a whole file.
    func next() throws(WorldError) -> WorldRow? {
        if place == piece.rows.count {
            guard let next = try pieces.next() else { return nil }
            (piece, place) = (next, 0)
        }
        defer { place += 1 }
        return piece.rows[place]
    }

    /// Ends the thread, at the latest when it has read its next rows.
    func stop() { pieces.stop() }
}
