extension LikePattern {
    /// Whether a folded text matches. The comparisons of a piece with a character come off the budget.
    ///
    /// Where a piece fails, only the last `%` takes one character more: an earlier one would only skip what the later can skip too. So there
    /// are never more steps than the product of both lengths and some, whatever the number of `%`.
    func matches(_ text: String, _ budget: inout QueryBudget) throws(QueryBudget.Exhausted) -> Bool {
        let text = Array(text.unicodeScalars)
        var position = 0
        var piece = 0
        /// The piece behind the last `%`, and the character up to which it reaches.
        var retry: (piece: Int, position: Int)?
        while position < text.count {
            try budget.charge(piece < pieces.count ? pieces[piece].steps : 1)
            if piece < pieces.count, pieces[piece] == .any {
                piece += 1
                retry = (piece, position)
                // Nothing behind it has to match.
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
    /// How many steps a comparison with a character is: as many more as a set has ranges that it may be in.
    fileprivate var steps: Int {
        if case .set(let ranges, _) = self { ranges.count + 1 } else { 1 }
    }

    /// Whether it matches one character. `%` matches none: it is for the caller to skip.
    fileprivate func matches(_ character: Unicode.Scalar) -> Bool {
        switch self {
        case .any: false
        case .one: true
        case .character(let own): own == character
        case .set(let ranges, let isNegated): ranges.contains { $0.contains(character) } != isNegated
        }
    }
}
