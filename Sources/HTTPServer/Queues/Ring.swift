/// Lines that are served in turn: one that was served goes to the end.
struct Ring<Line> {
    private struct Place {
        var line: Line
        /// Whether it has been served since it came.
        var wasServed = false
    }

    private var places: [Place] = []

    var isEmpty: Bool { places.isEmpty }

    /// The lines' places in the ring, the next one first.
    var indices: Range<Int> { places.indices }

    subscript(index: Int) -> Line {
        get { places[index].line }
        _modify { yield &places[index].line }
    }

    /// The line whose turn it is, of those a condition holds for.
    func firstIndex(where condition: (Line) -> Bool) -> Int? {
        places.firstIndex { condition($0.line) }
    }

    /// The line that came last and was not served yet, of those a condition holds for.
    func newestIndex(where condition: (Line) -> Bool) -> Int? {
        // Served lines go to the end and never in front of another, so the others are still in the order in which they came.
        places.lastIndex { !$0.wasServed && condition($0.line) }
    }

    /// Adds a line at the end and gives its place.
    mutating func append(_ line: Line) -> Int {
        places.append(Place(line: line))
        return places.count - 1
    }

    /// Puts a line that was served at the end, or takes it away when nobody is left in it.
    mutating func served(_ index: Int, isEmpty: Bool) {
        var place = places.remove(at: index)
        guard !isEmpty else { return }
        place.wasServed = true
        places.append(place)
    }

    /// Takes a line away.
    mutating func remove(at index: Int) {
        places.remove(at: index)
    }
}
