import Accounts
import Synchronization

/// Decides which failures are logged, so that one that everybody can repeat, such as that of a full disk, does not fill
/// the log: of those with the same text, the first one in a minute.
final class RepeatedFailures: Sendable {
    /// The time in milliseconds in which a text is logged once.
    private static let period: Int64 = 60_000
    /// The greatest number of texts to remember. Further ones are logged each time.
    private static let most = 256

    private struct Series {
        let begin: Timestamp
        var leftOut = 0
    }

    private let clock: any WallClock
    private let series = Mutex<[String: Series]>([:])

    init(clock: any WallClock = SystemClock()) {
        self.clock = clock
    }

    /// Takes note of a failure. Returns nil if it is to be left out of the log. Otherwise returns how many of the same
    /// text have been left out since it was last logged.
    func admit(_ text: String) -> Int? {
        let now = clock.now
        return series.withLock { series in
            if let known = series[text], Self.lasts(known, at: now) {
                series[text]?.leftOut += 1
                return nil
            }
            let leftOut = series.removeValue(forKey: text)?.leftOut ?? 0
            if series.count >= Self.most { series = series.filter { Self.lasts($0.value, at: now) } }
            if series.count < Self.most { series[text] = Series(begin: now) }
            return leftOut
        }
    }

    private static func lasts(_ series: Series, at now: Timestamp) -> Bool {
        // The clock may have been set back.
        (series.begin.milliseconds..<series.begin.milliseconds + period).contains(now.milliseconds)
    }
}
