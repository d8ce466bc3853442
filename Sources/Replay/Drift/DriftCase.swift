/// What the answers of a vendor and of this server say about a recorded case.
public enum DriftVerdict: String, Sendable, CaseIterable {
    /// Both answer as recorded.
    case same
    /// Both answer otherwise than recorded, and in the same way: this server follows the vendor already.
    case changedAlike = "changed_alike"
    /// The case was sent to nobody.
    case notSent = "not_sent"
    /// The vendor answers otherwise than recorded, and this server does not: the recording is old.
    case vendorChanged = "vendor_changed"
    /// The vendor answers as recorded, and this server does not.
    case weDiffer = "we_differ"
    /// Both answer otherwise than recorded, each in its own way.
    case bothDiffer = "both_differ"

    /// Whether the verdict is about a difference that somebody has to look at.
    public var isDrift: Bool {
        switch self {
        case .vendorChanged, .weDiffer, .bothDiffer: true
        case .same, .changedAlike, .notSent: false
        }
    }

    /// How bad it is. The worst has the greatest number.
    var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// The sides with which a recording is compared.
public enum DriftSide: String, Sendable, CaseIterable {
    /// The system of which the recording was made.
    case vendor
    /// The server that emulates the vendor.
    case here
}

/// One recorded case with what was found at each side.
public struct DriftCase: Sendable {
    /// The folder and name of the case.
    public let suite: String, name: String
    /// The operation, for the report. Nil if it is not known.
    public let operation: String?
    /// The differences from the recording at each side to which the case was sent.
    public let differences: [DriftSide: [Difference]]
    /// The differences that are accepted, and count no more.
    public let accepted: [DriftSide: [Difference]]
    /// How long the exchanges took.
    public let time: Duration
    /// The verdict.
    public let verdict: DriftVerdict

    /// Creates a case from the results of the sides to which it was sent.
    public init(
        _ recorded: ReplayCase, operation: String?, results: [DriftSide: ReplayResult], accepting acceptance: DriftAcceptance,
        volatile places: [String] = []
    ) {
        suite = recorded.suite
        name = recorded.name
        self.operation = operation
        let title = recorded.title
        let counted = results.mapValues { result in result.differences.filter { !places.contains($0.place) } }
        var (open, accepted): ([DriftSide: [Difference]], [DriftSide: [Difference]]) = ([:], [:])
        for (side, differences) in counted {
            open[side] = differences.filter { !acceptance.accepts($0, of: title, at: side) }
            accepted[side] = differences.filter { acceptance.accepts($0, of: title, at: side) }
        }
        differences = open
        self.accepted = accepted
        time = results.values.reduce(.zero) { $0 + $1.time }
        verdict = Self.verdict(vendor: open[.vendor], here: open[.here])
    }

    /// For example `xweb/010-change-password`.
    public var title: String { suite.isEmpty ? name : "\(suite)/\(name)" }

    /// The tier of the worst difference. Nil if there is none.
    public var tier: Difference.Tier? { differences.values.joined().map(\.tier).max() }

    /// Returns the verdict about the differences at both sides. Nil for a side to which the case was not sent.
    static func verdict(vendor: [Difference]?, here: [Difference]?) -> DriftVerdict {
        switch (vendor, here) {
        case (nil, nil): .notSent
        case (nil, let here?): here.isEmpty ? .same : .weDiffer
        case (let vendor?, nil): vendor.isEmpty ? .same : .vendorChanged
        case (let vendor?, let here?):
            switch (vendor.isEmpty, here.isEmpty) {
            case (true, true): .same
            case (false, true): .vendorChanged
            case (true, false): .weDiffer
            case (false, false): Set(vendor) == Set(here) ? .changedAlike : .bothDiffer
            }
        }
    }
}

extension DriftCase {
    /// Returns the case as a result for JUnit: its differences at all sides if it counts as failed, and none if not.
    public func result(failed: Bool) -> ReplayResult {
        let found = DriftSide.allCases.flatMap { side in
            (differences[side] ?? []).map { difference in
                Difference(
                    "\(side.rawValue): \(difference.place)", difference.text, difference.tier, recorded: difference.recorded,
                    found: difference.found)
            }
        }
        return ReplayResult(suite: suite, name: name, differences: failed ? found : [], time: time)
    }
}
