import JSON

/// How often calls that meet a filter are expected.
struct ExpectedCount: Hashable, Sendable {
    let range: ClosedRange<Int>

    private static let most = Int(Int32.max)

    static let shape = JSONShape.either([
        .integer(0...most), .choice(["never"]),
        .object([
            .optional("at_least", .integer(0...most), "The smallest number."),
            .optional("at_most", .integer(0...most), "The greatest number."),
            .optional("between", .list(.integer(0...most), atMost: 2), "The smallest and the greatest number."),
        ]),
    ])

    /// Reads a value of ``shape``. Once or more is expected if there is none.
    init(_ value: JSON?, at place: String) throws(AdminError) {
        guard let value else {
            range = 1...Self.most
            return
        }
        if let number = value.int {
            range = number...number
        } else if value.string != nil {
            range = 0...0
        } else {
            var (low, high) = (value["at_least"]?.int ?? 0, value["at_most"]?.int ?? Self.most)
            if let pair = value["between"]?.elements?.compactMap(\.int) {
                guard pair.count == 2, (value.members ?? []).count == 1 else {
                    throw .unusable(at: place, "must have two numbers in \"between\" and nothing beside it")
                }
                (low, high) = (pair[0], pair[1])
            }
            guard low <= high, value.members?.isEmpty == false else {
                throw .unusable(at: place, "must be a number, \"never\", or an object such as {\"at_least\": 1}")
            }
            range = low...high
        }
    }

    /// Whether there is a greatest number, so that a later call can break the expectation.
    var hasLimit: Bool { range.upperBound < Self.most }

    /// The calls that are expected, such as `at least 1 call`.
    var words: String {
        let (least, most) = (range.lowerBound, range.upperBound)
        if most == 0 { return "no call" }
        if least == most { return Self.calls(least) }
        if !hasLimit { return "at least \(Self.calls(least))" }
        return least == 0 ? "at most \(Self.calls(most))" : "\(least) to \(Self.calls(most))"
    }

    private static func calls(_ number: Int) -> String { number == 1 ? "1 call" : "\(number) calls" }
}
