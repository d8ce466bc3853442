import Accounts
import Calls
import Emulator
import JSON
import Operations

/// Returns the address for metrics.
func metricsRoutes(_ world: AdministeredWorld) -> [AdminRoute] {
    [
        AdminRoute(
            .get, "/metrics", "Metrics for Prometheus.",
            answers: [.init(200, "The metrics, in Prometheus' text format.", .text(atMost: .max), type: MetricsRoute.type)],
            on: .computing
        ) { _ throws(AdminError) in .text(MetricsRoute.text(world), type: MetricsRoute.type) }
    ]
}

private enum MetricsRoute {
    static let type = "text/plain; version=0.0.4; charset=utf-8"

    static func text(_ world: AdministeredWorld) -> String {
        var text = MetricsText()
        text.add("understudy_build_info", "gauge", "The release.", [([("version", UnderstudyVersion.version)], "1")])
        addCalls(world.metrics, to: &text)
        addWork(world.users, to: &text)
        let faults = world.faults.counts.values.reduce(into: [[String]: Int]()) { $0[[$1.key]] = $1.value }
        text.add("understudy_faults_fired_total", "counter", "How often fault rules applied, by effect.", labelled(faults, ["do"]))
        text.add("understudy_streams", "gauge", "Listeners to the journal.", world.listeners.number)
        addStored(world, to: &text)
        let figures = world.figures()
        text.add("understudy_connections", "gauge", "Open connections to the emulated systems.", figures.connections)
        text.add("understudy_hash_queue", "gauge", "Calls that wait for a password hash to begin.", figures.waitingForHashes)
        let journal = world.journal.size
        text.add("understudy_journal_entries", "gauge", "Entries of the journal.", journal.entries)
        text.add("understudy_journal_bytes", "gauge", "Memory of the journal's entries.", journal.bytes)
        text.add("understudy_journal_dropped_total", "counter", "Entries that had to go.", journal.dropped)
        addProcess(to: &text)
        return text.text
    }

    private static func addCalls(_ metrics: CallMetrics, to text: inout MetricsText) {
        let (calls, times) = metrics.values
        var byOutcome: [[String]: Int] = [:]
        var byReason: [[String]: Int] = [:]
        for (kind, count) in calls {
            let system = kind.service?.system.key ?? "other"
            byOutcome[[system, kind.row?.name ?? "other", kind.outcome.rawValue], default: 0] += count
            if let reason = kind.reason { byReason[[system, reason.rawValue], default: 0] += count }
        }
        text.add("understudy_calls_total", "counter", "Answered calls.", labelled(byOutcome, ["system", "operation", "outcome"]))
        text.add(
            "understudy_refusals_total", "counter", "Calls that were not done, or not in full.", labelled(byReason, ["system", "reason"]))
        text.addTimes(
            "understudy_call_seconds", "The time from a request to its answer.",
            times.sorted { $0.key < $1.key }.map { ([("system", $0.key.isEmpty ? "other" : $0.key)], $0.value) })
    }

    private static func addWork(_ users: UserService, to text: inout MetricsText) {
        let hashes = users.hashTimes
        text.add("understudy_password_hashes_total", "counter", "Password hashes computed, to store or to compare.", hashes.count)
        text.addTimes("understudy_hash_seconds", "The time for a password hash, with the wait for a core.", [([], hashes)])
        text.addTimes("understudy_commit_seconds", "The time until a change is on disk.", [([], users.commitTimes)])
    }

    /// Adds how much is stored. If the store cannot be read, its numbers are missing.
    private static func addStored(_ world: AdministeredWorld, to text: inout MetricsText) {
        let names = world.sites.names
        text.add("understudy_sites", "gauge", "Sites.", names.count)
        let store = world.users.store
        // Nobody waits for a database that is away.
        guard !store.isRemote || store.writeObstacle == nil else { return }
        let sizes = world.sizes.value { try? store.sizes(of: names.compactMap { world.sites.site(named: $0) }) }
        guard let sizes else { return }
        text.add("understudy_accounts", "gauge", "Accounts in all sites. Great numbers may be estimates or minutes old.", sizes.accounts)
        text.add(
            "understudy_sessions", "gauge", "Sessions in all sites, with ended ones until they are deleted. As understudy_accounts.",
            sizes.sessions)
    }

    /// Adds what Prometheus' own clients say about their processes, under the same names.
    private static func addProcess(to text: inout MetricsText) {
        let process = ProcessFigures()
        text.add("process_cpu_seconds_total", "counter", "Time that the process has run on cores.", process.cpuSeconds)
        if let bytes = process.residentBytes { text.add("process_resident_memory_bytes", "gauge", "Memory in use.", bytes) }
        if let count = process.openDescriptors { text.add("process_open_fds", "gauge", "Open descriptors.", count) }
        if let count = process.descriptorLimit { text.add("process_max_fds", "gauge", "The limit on open descriptors.", count) }
        if let start = process.start { text.add("process_start_time_seconds", "gauge", "When the process started.", start) }
    }

    private static func labelled(_ counts: [[String]: Int], _ names: [String]) -> [(labels: MetricsText.Labels, value: String)] {
        counts.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { values, count in
            (zip(names, values).map { (name: $0, value: $1) }, String(count))
        }
    }
}
