/// The properties of a job that decide its place in a queue.
struct QueuePlace: Hashable, Sendable {
    /// A number for the client's network.
    let client: Int
    /// A number for the account whose password the job tries. Nil if it tries none.
    let account: Int?
    /// Whether this client has signed in to this account before.
    let isKnown: Bool
}

/// Jobs that wait for a thread. The queue decides which job is next, which is refused, and which has waited too long.
/// It uses no thread, clock or connection.
///
/// - Clients take turns, and so do the accounts of a client.
/// - Clients that have signed in before go first in three of four turns. The fourth turn keeps the others from
///   starving.
/// - While others wait, the jobs of one account are at most half of those that run at once, however many clients they
///   come from.
/// - The queue is crowded when the next job has waited for a quarter of the limit. Then every other turn goes to the
///   job that arrived last. In the order of arrival, every job would be served just too late.
/// - When the queue is full, the client with the most jobs in it loses its newest. Jobs of one account fill at most a
///   quarter of the queue.
struct FairQueue<Job> {
    /// The outcome for a job that enters.
    enum Entrance {
        /// The job waits. Another job may have to leave for it.
        case waits(insteadOf: Job?)
        /// There is no room for the job.
        case refused
    }

    private struct Load {
        var waiting = 0
        var running = 0
    }

    /// The clients that have signed in before, or the others.
    private struct Crowd {
        var clients = Ring<ClientLine<Job>>()
        var turns = 0

        mutating func append(_ waiting: ClientLine<Job>.Waiting, at place: QueuePlace) {
            let index = clients.firstIndex { $0.client == place.client } ?? clients.append(ClientLine(client: place.client))
            clients[index].append(waiting, account: place.account)
        }
    }

    /// In every turn with this number, clients that have never signed in go first.
    private static var strangersTurn: Int { 4 }
    /// The fraction of the queue that the jobs of one account may fill.
    private static var accountsPart: Int { 4 }
    /// The fraction of the longest wait after which the queue counts as crowded.
    private static var crowdedPart: Int64 { 4 }

    private let limits: LaneLimits
    private var known = Crowd()
    private var strangers = Crowd()
    private var accounts: [Int: Load] = [:]
    /// The accounts that already have their share of the running jobs.
    private var sated: [Int] = []
    private var turns = 0

    /// The number of jobs that wait.
    private(set) var count = 0
    /// No job has waited too long before this moment. Nil if no job has to be watched.
    private(set) var nextDeadline: Instant?

    init(_ limits: LaneLimits) {
        self.limits = limits
    }

    // MARK: Coming

    /// Adds a job. `spare` is the number of threads that can take a job at once.
    mutating func enter(_ job: Job, at place: QueuePlace, spare: Int, now: Instant) -> Entrance {
        var left: Job?
        let accountIsFull = !place.isKnown && isFull(of: place.account)
        if accountIsFull || count - spare >= limits.queue {
            left = makeRoom(for: place, on: accountIsFull ? place.account : nil)
            guard left != nil else { return .refused }
        }
        self[place.isKnown].append(ClientLine<Job>.Waiting(job: job, since: now), at: place)
        count += 1
        change(place.account) { $0.waiting += 1 }
        if nextDeadline == nil, let wait = limits.wait { nextDeadline = now.advanced(by: wait) }
        return .waits(insteadOf: left)
    }

    private func isFull(of account: Int?) -> Bool {
        guard let account, let load = accounts[account] else { return false }
        return load.waiting >= max(1, limits.queue / Self.accountsPart)
    }

    /// Removes a job of a client that has more jobs than the new one's, or that has never signed in when the new one's
    /// has.
    private mutating func makeRoom(for place: QueuePlace, on account: Int?) -> Job? {
        func size(_ line: ClientLine<Job>) -> Int { account.map(line.count(of:)) ?? line.count }
        let overtakes = place.isKnown && !strangers.clients.isEmpty
        let isKnown = place.isKnown && !overtakes
        let clients = self[isKnown].clients
        let own = overtakes ? 0 : clients.firstIndex { $0.client == place.client }.map { size(clients[$0]) + 1 } ?? 1
        guard let index = clients.indices.max(by: { (size(clients[$0]), $0) < (size(clients[$1]), $1) }), size(clients[index]) > own,
            let dropped = self[isKnown].clients[index].dropYoungest(of: account)
        else { return nil }
        if self[isKnown].clients[index].count == 0 { self[isKnown].clients.remove(at: index) }
        left(dropped.account)
        return dropped.job.job
    }

    // MARK: Going

    /// Removes and returns the next job, which then runs until ``end(_:)``.
    mutating func take(at now: Instant) -> Job? {
        guard count > 0 else { return nil }
        turns &+= 1
        let knownFirst = turns % Self.strangersTurn != 0
        for sharing in [true, false] {
            for isKnown in [knownFirst, !knownFirst] {
                if let job = take(isKnown, sharing: sharing, at: now) { return job }
            }
        }
        return nil
    }

    private mutating func take(_ isKnown: Bool, sharing: Bool, at now: Instant) -> Job? {
        let sated = sharing ? sated : []
        func mayRun(_ account: Int?) -> Bool { account.map { !sated.contains($0) } ?? true }
        guard var index = self[isKnown].clients.firstIndex(where: { $0.hasJob(where: mayRun) }) else { return nil }
        self[isKnown].turns &+= 1
        let newest = self[isKnown].turns % 2 == 0 && isLate(self[isKnown].clients[index].nextSince(where: mayRun), at: now)
        if newest, let fresh = self[isKnown].clients.newestIndex(where: { $0.hasJob(where: mayRun) }) { index = fresh }
        guard let taken = self[isKnown].clients[index].take(newest: newest, where: mayRun) else { return nil }
        let isEmpty = self[isKnown].clients[index].count == 0
        self[isKnown].clients.served(index, isEmpty: isEmpty)
        left(taken.account)
        changeRunning(taken.account, by: 1)
        return taken.job.job
    }

    private func isLate(_ since: Instant?, at now: Instant) -> Bool {
        guard let since, let wait = limits.wait else { return false }
        return now.since(since) >= wait.milliseconds / Self.crowdedPart
    }

    /// Records that a job with this place has ended.
    mutating func end(_ place: QueuePlace) {
        changeRunning(place.account, by: -1)
    }

    /// Removes and returns the jobs that have waited too long.
    mutating func removeLate(at now: Instant) -> [Job] {
        guard let wait = limits.wait, let deadline = nextDeadline, now >= deadline else { return [] }
        var oldest: Instant?
        let late = removeWaiting { waiting in
            guard now < waiting.since.advanced(by: wait) else { return true }
            oldest = min(oldest ?? waiting.since, waiting.since)
            return false
        }
        nextDeadline = oldest?.advanced(by: wait)
        return late
    }

    /// Removes and returns every job that meets a condition.
    mutating func remove(where condition: (Job) -> Bool) -> [Job] {
        removeWaiting { condition($0.job) }
    }

    /// All jobs that wait.
    var jobs: [Job] {
        [known, strangers].flatMap { crowd in
            crowd.clients.indices.flatMap { client in
                let line = crowd.clients[client]
                return line.accounts.indices.flatMap { line.accounts[$0].jobs.map(\.job) }
            }
        }
    }

    private mutating func removeWaiting(where condition: (ClientLine<Job>.Waiting) -> Bool) -> [Job] {
        var removed: [Job] = []
        for isKnown in [true, false] {
            for index in self[isKnown].clients.indices.reversed() {
                for (waiting, account) in self[isKnown].clients[index].remove(where: condition) {
                    left(account)
                    removed.append(waiting.job)
                }
                if self[isKnown].clients[index].count == 0 { self[isKnown].clients.remove(at: index) }
            }
        }
        return removed
    }

    // MARK: Bookkeeping

    private subscript(isKnown: Bool) -> Crowd {
        get { isKnown ? known : strangers }
        _modify {
            if isKnown { yield &known } else { yield &strangers }
        }
    }

    private mutating func left(_ account: Int?) {
        count -= 1
        change(account) { $0.waiting -= 1 }
    }

    private mutating func changeRunning(_ account: Int?, by difference: Int) {
        change(account) { $0.running += difference }
        guard let account else { return }
        sated.removeAll { $0 == account }
        if let running = accounts[account]?.running, running >= max(1, limits.running / 2) { sated.append(account) }
    }

    /// Changes the load of an account. Only accounts with jobs in this queue have one.
    private mutating func change(_ account: Int?, _ change: (inout Load) -> Void) {
        guard let account else { return }
        var load = accounts[account] ?? Load()
        change(&load)
        accounts[account] = load.waiting > 0 || load.running > 0 ? load : nil
    }
}
