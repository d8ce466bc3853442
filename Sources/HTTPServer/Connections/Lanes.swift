import Calls
import Synchronization

/// One lane for each thing that work waits for. So no job is delayed by jobs that wait for something else: a thousand
/// sign-ins that wait for a core leave a write its few milliseconds, and so do searches.
struct Lanes: Sendable {
    private let disk: Lane
    private let reading: Lane
    private let searching: Lane
    private let hashing: Lane
    private let computing: Lane

    init(_ configuration: HTTPServerConfiguration) {
        disk = Lane(configuration.disk)
        reading = Lane(configuration.reading)
        searching = Lane(configuration.searching)
        hashing = Lane(configuration.hashing)
        computing = Lane(configuration.computing)
    }

    /// The lane for a kind of work.
    subscript(lane: HTTPWait.Lane) -> Lane {
        switch lane {
        case .disk: disk
        case .reading: reading
        case .searching: searching
        case .hashing: hashing
        case .computing: computing
        }
    }

    private var all: [Lane] { HTTPWait.Lane.allCases.map { self[$0] } }

    /// When ``tend(at:)`` next has something to do. Nil if no job waits.
    var nextDeadline: Instant? { all.compactMap(\.nextDeadline).min() }

    /// Answers clients that have waited too long, and removes those that have gone.
    func tend(at now: Instant) {
        for lane in all { lane.tend(at: now) }
    }

    /// Closes all lanes; see ``Lane/close(abandoning:)``.
    func close(abandoning: Bool) {
        for lane in all { lane.close(abandoning: abandoning) }
    }

    /// Waits until no job waits or runs in any lane. Returns false if that did not happen in time. Call this only on
    /// closed lanes.
    func waitUntilEmpty(atMost duration: Duration) -> Bool {
        let end = Instant.now.advanced(by: duration)
        return all.allSatisfy { $0.waitUntilEmpty(atMost: .milliseconds(max(0, end.since(.now)))) }
    }
}
