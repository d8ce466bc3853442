/// Lines that are served in turn. A line that was served moves to the end.
struct Ring<Line> {
    private struct Place {
        var line: Line
        /// Whether it has been served since it was added.
        var wasServed = false
    }

    private var places: [Place] = []

    var isEmpty: Bool { places.isEmpty }

    /// The indices of the lines in the ring, the next one first.
    var indices: Range<Int> { places.indices }

    subscript(index: Int) -> Line {
        get { places[index].line }
        _modify { yield &places[index].line }
    }

    /// Returns the index of the next line that meets a condition.
    func firstIndex(where condition: (Line) -> Bool) -> Int? {
        places.firstIndex { condition($0.line) }
    }

    /// Returns the index of the line that was added last, has not been served yet and meets a condition.
    func newestIndex(where condition: (Line) -> Bool) -> Int? {
        // Served lines move to the end and never in front of another line, so the others are still in the order of
        // arrival.
        places.lastIndex { !$0.wasServed && condition($0.line) }
    }

    /// Adds a line at the end and returns its index.
    mutating func append(_ line: Line) -> Int {
        places.append(Place(line: line))
        return places.count - 1
    }

    /// Moves a served line to the end, or removes it if it is empty.
    mutating func served(_ index: Int, isEmpty: Bool) {
        var place = places.remove(at: index)
        guard !isEmpty else { return }
        place.wasServed = true
        places.append(place)
    }

    /// Removes a line.
    mutating func remove(at index: Int) {
        places.remove(at: index)
    }
}
