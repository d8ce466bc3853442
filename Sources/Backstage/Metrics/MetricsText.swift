import Calls
import Emulator
import JSON
import Operations

/// The text of the metrics, in Prometheus' exposition format 0.0.4.
struct MetricsText {
    private(set) var text = ""

    /// Adds a metric with its values.
    mutating func add(_ name: String, _ type: String, _ help: String, _ values: [(labels: [(String, String)], value: String)]) {
        text += "# HELP understudy_\(name) \(help)\n# TYPE understudy_\(name) \(type)\n"
        for (labels, value) in values { text += "understudy_\(name)\(Self.written(labels)) \(value)\n" }
    }

    /// Adds a metric with one value.
    mutating func add(_ name: String, _ type: String, _ help: String, _ value: some Numeric) {
        add(name, type, help, [([], "\(value)")])
    }

    /// Adds the histogram of the durations of calls.
    mutating func add(_ durations: [String: CallMetrics.Durations]) {
        text += "# HELP understudy_call_seconds The time from a request to its answer.\n# TYPE understudy_call_seconds histogram\n"
        for (system, durations) in durations.sorted(by: { $0.key < $1.key }) {
            let labels = [("system", system.isEmpty ? "other" : system)]
            var count = 0
            for (bound, number) in zip(CallMetrics.bounds.map { "\($0)" } + ["+Inf"], durations.counts) {
                count += number
                text += "understudy_call_seconds_bucket\(Self.written(labels + [("le", bound)])) \(count)\n"
            }
            text += "understudy_call_seconds_sum\(Self.written(labels)) \(durations.sum)\n"
            text += "understudy_call_seconds_count\(Self.written(labels)) \(count)\n"
        }
    }

    /// The labels in braces. Their values are names from tables, which need no escapes.
    private static func written(_ labels: [(String, String)]) -> String {
        labels.isEmpty ? "" : "{" + labels.map { "\($0)=\"\($1)\"" }.joined(separator: ",") + "}"
    }
}

/// Returns the address for metrics.
func metricsRoutes(_ world: AdministeredWorld) -> [AdminRoute] {
    [
        AdminRoute(
            .get, "/metrics", "Metrics for Prometheus.",
            answers: [.init(200, "The metrics, in Prometheus' text format.", .text(atMost: .max), type: MetricsRoute.type)]
        ) { _ throws(AdminError) in .text(MetricsRoute.text(world), type: MetricsRoute.type) }
    ]
}

private enum MetricsRoute {
    static let type = "text/plain; version=0.0.4; charset=utf-8"

    static func text(_ world: AdministeredWorld) -> String {
        var text = MetricsText()
        let (calls, durations) = world.metrics.values
        var byOutcome: [[String]: Int] = [:]
        var byReason: [[String]: Int] = [:]
        for (kind, count) in calls {
            let system = kind.service?.system.key ?? "other"
            byOutcome[[system, kind.row?.name ?? "other", kind.outcome.rawValue], default: 0] += count
            if let reason = kind.reason { byReason[[system, reason.rawValue], default: 0] += count }
        }
        text.add("build_info", "gauge", "The release.", [([("version", UnderstudyVersion.version)], "1")])
        text.add("calls_total", "counter", "Answered calls.", labelled(byOutcome, ["system", "operation", "outcome"]))
        text.add("refusals_total", "counter", "Calls that were not done, or not in full.", labelled(byReason, ["system", "reason"]))
        text.add(durations)
        let faults = world.faults.counts.values.reduce(into: [[String]: Int]()) { $0[[$1.key]] = $1.value }
        text.add("faults_fired_total", "counter", "How often fault rules applied, by effect.", labelled(faults, ["do"]))
        text.add("streams", "gauge", "Listeners to the journal.", world.listeners.number)
        text.add("sites", "gauge", "Sites.", world.sites.names.count)
        let journal = world.journal.size
        text.add("journal_entries", "gauge", "Entries of the journal.", journal.entries)
        text.add("journal_bytes", "gauge", "Memory of the journal's entries.", journal.bytes)
        text.add("journal_dropped_total", "counter", "Entries that had to go.", journal.dropped)
        return text.text
    }

    private static func labelled(_ counts: [[String]: Int], _ names: [String]) -> [(labels: [(String, String)], value: String)] {
        counts.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { values, count in
            (Array(zip(names, values)), String(count))
        }
    }
}
