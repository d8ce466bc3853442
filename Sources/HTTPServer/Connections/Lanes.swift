import Calls
import Synchronization

/// A lane for each thing that work waits for, so that none is held up by what waits for another: a thousand sign-ins that wait for a core
/// leave a write its few milliseconds, and so do searches.
struct Lanes: Sendable {
    private let disk: Lane
    private let searching: Lane
    private let hashing: Lane
    private let computing: Lane

    init(_ configuration: HTTPServerConfiguration) {
        disk = Lane(configuration.disk)
        searching = Lane(configuration.searching)
        hashing = Lane(configuration.hashing)
        computing = Lane(configuration.computing)
    }

    /// The lane for a kind of work.
    subscript(lane: HTTPWait.Lane) -> Lane {
        switch lane {
        case .disk: disk
        case .searching: searching
        case .hashing: hashing
        case .computing: computing
        }
    }

    private var all: [Lane] { HTTPWait.Lane.allCases.map { self[$0] } }

    /// When ``tend(at:)`` has something to do next; nil when nobody waits.
    var nextDeadline: Instant? { all.compactMap(\.nextDeadline).min() }

    /// Answers those who have waited too long or have gone.
    func tend(at now: Instant) {
        for lane in all { lane.tend(at: now) }
    }

    /// Closes all, as ``Lane/close(abandoning:)`` does.
    func close(abandoning: Bool) {
        for lane in all { lane.close(abandoning: abandoning) }
    }

    /// Waits until no job waits or runs in any; false when that did not come in time. To be called on closed lanes.
    func waitUntilEmpty(atMost duration: Duration) -> Bool {
        let end = Instant.now.advanced(by: duration)
        return all.allSatisfy { $0.waitUntilEmpty(atMost: .milliseconds(max(0, end.since(.now)))) }
    }
}
