extension LikePattern {
    /// Returns whether a folded text matches. Each comparison of a piece with a character is charged to the budget.
    ///
    /// If a piece fails, only the last `%` takes one character more: an earlier `%` would only skip what the later one
    /// can skip too. So the number of steps never exceeds about the product of both lengths, however many `%` there
    /// are.
    func matches(_ text: String, _ budget: inout QueryBudget) throws(QueryBudget.Exhausted) -> Bool {
        let text = Array(text.unicodeScalars)
        var position = 0
        var piece = 0
        /// The piece after the last `%`, and the character up to which that `%` reaches.
        var retry: (piece: Int, position: Int)?
        while position < text.count {
            try budget.charge(piece < pieces.count ? pieces[piece].steps : 1)
            if piece < pieces.count, pieces[piece] == .any {
                piece += 1
                retry = (piece, position)
                // The last piece is `%`, which matches all that remains.
                if piece == pieces.count { return true }
            } else if piece < pieces.count, pieces[piece].matches(text[position]) {
                piece += 1
                position += 1
            } else if let last = retry {
                piece = last.piece
                position = last.position + 1
                retry = (piece, position)
            } else {
                return false
            }
        }
        return pieces[piece...].allSatisfy { $0 == .any }
    }
}

extension LikePattern.Piece {
    /// The number of steps that a comparison with a character costs. A set costs more for each range to search.
    fileprivate var steps: Int {
        if case .set(let ranges, _) = self { ranges.count + 1 } else { 1 }
    }

    /// Returns whether it matches one character. `%` matches none; the caller must handle it.
    fileprivate func matches(_ character: Unicode.Scalar) -> Bool {
        switch self {
        case .any: false
        case .one: true
        case .character(let own): own == character
        case .set(let ranges, let isNegated): ranges.contains { $0.contains(character) } != isNegated
        }
    }
}
