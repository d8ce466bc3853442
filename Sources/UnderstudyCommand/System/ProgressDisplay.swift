import Glibc

/// Shows on standard error how far long work has come: as a bar on a terminal, and elsewhere as a line every few seconds.
final class ProgressDisplay {
    private let work: String
    private let isTerminal = isatty(2) == 1
    private let start = ContinuousClock.now
    private var next: ContinuousClock.Instant

    private static let barWidth = 40
    private static let barInterval = Duration.milliseconds(100)
    private static let lineInterval = Duration.seconds(5)

    /// Creates a display for work such as `exporting`. Nothing is shown of work that takes no longer than an interval.
    init(_ work: String) {
        self.work = work
        next = start + (isTerminal ? Self.barInterval : Self.lineInterval)
    }

    /// Notes that `done` of `total` is done. The total is nil if it is not known.
    func note(_ done: Int, _ total: Int?) {
        let now = ContinuousClock.now
        guard now >= next else { return }
        next = now + (isTerminal ? Self.barInterval : Self.lineInterval)
        let text = Self.text(work, done, total, seconds: (now - start).components.seconds, withBar: isTerminal)
        Files.write(Array((isTerminal ? "\r\(text)\u{1B}[K" : "understudy: \(text)\n").utf8), to: 2)
    }

    /// Ends the display. What follows on standard error begins a line of its own.
    func end() {
        if isTerminal { Files.write(Array("\r\u{1B}[K".utf8), to: 2) }
    }

    /// Returns a line of the display without its end.
    static func text(_ work: String, _ done: Int, _ total: Int?, seconds: Int64, withBar: Bool) -> String {
        guard let total, total > 0 else { return "\(work): \(seconds) s" }
        let share = Double(min(max(done, 0), total)) / Double(total)
        let filled = Int(share * Double(barWidth))
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: barWidth - filled)
        return "\(work):\(withBar ? " [\(bar)]" : "") \(Int(share * 100)) %, \(seconds) s"
    }
}
