import JSON

/// Limits on query options. Each is far above what clients send and bounds the cost of one call.
public enum ODataLimits {
    /// The greatest length of one option in characters: room for a list of several hundred ids.
    static let characters = 16_384
    /// The greatest number of words and signs in one option.
    static let tokens = 2_000
    /// The greatest nesting depth of a filter. Parsing and evaluation recurse no deeper than a small multiple of it.
    static let depth = 32
    /// The greatest number of look-ups that replace a search.
    static let lookups = 200
    /// The steps that the options of one call may take, see ``ODataBudget``. In a release build they take 40 to 60 ms of one core.
    public static let steps = 20_000_000
}

/// The work that the options of a call may still do, in steps. One budget covers all objects, so that neither many objects nor a
/// large filter can exceed it.
///
/// A step takes 2 to 3 ns in a release build, about as long as comparing a byte with another.
public struct ODataBudget: Sendable {
    /// Thrown when more steps are needed than the budget has.
    public struct Exhausted: Error {}

    /// The steps that were taken.
    public private(set) var steps = 0
    private let limit: Int

    /// Creates the budget of one call.
    public init(steps limit: Int = ODataLimits.steps) {
        self.limit = limit
    }

    /// Charges for `steps` steps.
    mutating func charge(_ steps: Int) throws(Exhausted) {
        self.steps += steps
        guard self.steps <= limit else { throw Exhausted() }
    }

    /// Charges for reading one value.
    mutating func charge(forReading value: ODataValue) throws(Exhausted) {
        try charge(50 + value.length)
    }

    /// Charges for making a list, which is made again each time it is read. Its objects take longer than plain values.
    mutating func charge(forMaking list: JSON) throws(Exhausted) {
        guard case .array(let elements) = list, let first = elements.first else { return }
        try charge(elements.count * (first.members == nil ? 20 : 150))
    }

    /// Charges for comparing one of `count` values with others until all are in order.
    mutating func charge(forOrdering value: ODataValue, among count: Int) throws(Exhausted) {
        let comparisons = Int.bitWidth - count.leadingZeroBitCount
        try charge(comparisons * (10 + value.length))
    }
}
