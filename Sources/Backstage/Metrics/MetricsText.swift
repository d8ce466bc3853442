import Accounts

/// The text of metrics, in Prometheus' exposition format 0.0.4.
struct MetricsText {
    /// A name and a value for each label, from tables. They need no escapes.
    typealias Labels = [(name: String, value: String)]

    private(set) var text = ""

    /// Adds a metric with its values.
    mutating func add(_ name: String, _ type: String, _ help: String, _ values: [(labels: Labels, value: String)]) {
        begin(name, type, help)
        for (labels, value) in values { text += "\(name)\(Self.written(labels)) \(value)\n" }
    }

    /// Adds a metric with one value.
    mutating func add(_ name: String, _ type: String, _ help: String, _ value: some Numeric) {
        add(name, type, help, [([], "\(value)")])
    }

    /// Adds a histogram.
    mutating func addTimes(_ name: String, _ help: String, _ values: [(labels: Labels, times: WorkTimes)]) {
        begin(name, "histogram", help)
        for (labels, times) in values {
            var count = 0
            for (bound, number) in zip(WorkTimes.bounds.map { "\($0)" } + ["+Inf"], times.counts) {
                count += number
                text += "\(name)_bucket\(Self.written(labels + [("le", bound)])) \(count)\n"
            }
            text += "\(name)_sum\(Self.written(labels)) \(times.sum)\n"
            text += "\(name)_count\(Self.written(labels)) \(count)\n"
        }
    }

    private mutating func begin(_ name: String, _ type: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    /// The labels in braces.
    private static func written(_ labels: Labels) -> String {
        labels.isEmpty ? "" : "{" + labels.map { "\($0.name)=\"\($0.value)\"" }.joined(separator: ",") + "}"
    }
}
