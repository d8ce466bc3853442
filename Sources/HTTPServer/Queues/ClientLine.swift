/// The jobs of one client, in one line for each account.
struct ClientLine<Job> {
    /// A job and its time of arrival.
    struct Waiting {
        let job: Job
        let since: Instant
    }

    /// The jobs on one account, oldest first.
    struct AccountLine {
        let account: Int?
        var jobs: [Waiting]
    }

    let client: Int
    private(set) var accounts = Ring<AccountLine>()
    /// The number of jobs in all lines.
    private(set) var count = 0

    init(client: Int) {
        self.client = client
    }

    /// Returns whether there is a job on an account that meets a condition.
    func hasJob(where condition: (Int?) -> Bool) -> Bool {
        accounts.firstIndex { condition($0.account) } != nil
    }

    /// Returns the number of jobs on an account.
    func count(of account: Int?) -> Int {
        accounts.firstIndex { $0.account == account }.map { accounts[$0].jobs.count } ?? 0
    }

    /// Returns the arrival time of the next job.
    func nextSince(where condition: (Int?) -> Bool) -> Instant? {
        accounts.firstIndex { condition($0.account) }.flatMap { accounts[$0].jobs.first?.since }
    }

    mutating func append(_ waiting: Waiting, account: Int?) {
        let index = accounts.firstIndex { $0.account == account } ?? accounts.append(AccountLine(account: account, jobs: []))
        accounts[index].jobs.append(waiting)
        count += 1
    }

    /// Removes and returns the oldest job of the next account, or of the account that arrived last.
    mutating func take(newest: Bool, where condition: (Int?) -> Bool) -> (job: Waiting, account: Int?)? {
        let fresh = newest ? accounts.newestIndex { condition($0.account) } : nil
        guard let index = fresh ?? accounts.firstIndex(where: { condition($0.account) }), !accounts[index].jobs.isEmpty else { return nil }
        let account = accounts[index].account
        let job = accounts[index].jobs.removeFirst()
        count -= 1
        let isEmpty = accounts[index].jobs.isEmpty
        accounts.served(index, isEmpty: isEmpty)
        return (job, account)
    }

    /// Removes the newest job of an account. If `account` is nil, removes it from the account with the most jobs; among
    /// several, from the one that arrived last.
    mutating func dropYoungest(of account: Int?) -> (job: Waiting, account: Int?)? {
        let index =
            account.map { account in accounts.firstIndex { $0.account == account } }
            ?? accounts.indices.max { (accounts[$0].jobs.count, $0) < (accounts[$1].jobs.count, $1) }
        guard let index, let job = accounts[index].jobs.popLast() else { return nil }
        let account = accounts[index].account
        count -= 1
        if accounts[index].jobs.isEmpty { accounts.remove(at: index) }
        return (job, account)
    }

    /// Removes every job that meets a condition.
    mutating func remove(where condition: (Waiting) -> Bool) -> [(job: Waiting, account: Int?)] {
        var removed: [(job: Waiting, account: Int?)] = []
        for index in accounts.indices.reversed() {
            let line = accounts[index]
            guard line.jobs.contains(where: condition) else { continue }
            removed += line.jobs.filter(condition).map { ($0, line.account) }
            accounts[index].jobs.removeAll(where: condition)
            if accounts[index].jobs.isEmpty { accounts.remove(at: index) }
        }
        count -= removed.count
        return removed
    }
}
