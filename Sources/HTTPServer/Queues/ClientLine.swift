/// The jobs of one client, a line for each account.
struct ClientLine<Job> {
    /// A job, and when it came.
    struct Waiting {
        let job: Job
        let since: Instant
    }

    /// The jobs on one account, the oldest first.
    struct AccountLine {
        let account: Int?
        var jobs: [Waiting]
    }

    let client: Int
    private(set) var accounts = Ring<AccountLine>()
    /// How many jobs wait in all lines.
    private(set) var count = 0

    init(client: Int) {
        self.client = client
    }

    /// Whether there is a job on an account that a condition holds for.
    func hasJob(where condition: (Int?) -> Bool) -> Bool {
        accounts.firstIndex { condition($0.account) } != nil
    }

    /// How many jobs wait on an account.
    func count(of account: Int?) -> Int {
        accounts.firstIndex { $0.account == account }.map { accounts[$0].jobs.count } ?? 0
    }

    /// When the job came whose turn it is.
    func nextSince(where condition: (Int?) -> Bool) -> Instant? {
        accounts.firstIndex { condition($0.account) }.flatMap { accounts[$0].jobs.first?.since }
    }

    mutating func append(_ waiting: Waiting, account: Int?) {
        let index = accounts.firstIndex { $0.account == account } ?? accounts.append(AccountLine(account: account, jobs: []))
        accounts[index].jobs.append(waiting)
        count += 1
    }

    /// Takes the oldest job of the account whose turn it is, or of the one that came last.
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

    /// Takes the youngest job away, of an account or else of the account that has most; of several, the one that came last.
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

    /// Takes away every job that a condition holds for.
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
