import Text

/// The path of a resource below `core`, such as `system/user/{id}`. Letter case is ignored.
struct RESTPath: Sendable {
    private enum Segment: Sendable {
        case name(String)
        case open(String)
    }

    /// The path as documentation shows it.
    let text: String
    private let segments: [Segment]
    /// Whether further segments may follow.
    private let isPrefix: Bool

    /// Creates a path from its text, in which names in braces are open.
    init(_ text: String, isPrefix: Bool = false) {
        self.text = text
        self.isPrefix = isPrefix
        segments = text.split(separator: "/").map { segment in
            segment.hasPrefix("{") ? .open(String(segment.dropFirst().dropLast())) : .name(String(segment))
        }
    }

    /// Returns the values of the open segments by name, or nil if the segments of a request are not this path.
    func match(_ request: [Substring]) -> [String: Substring]? {
        guard isPrefix ? request.count >= segments.count : request.count == segments.count else { return nil }
        var open: [String: Substring] = [:]
        for (segment, given) in zip(segments, request) {
            switch segment {
            case .name(let name): guard ASCII.equalsIgnoringCase(name, given) else { return nil }
            case .open(let name): open[name] = given
            }
        }
        return open
    }
}
