import Accounts
import Calls
import Emulator
import JSON
import Operations

/// Looks up what entries refer to, once for each answer of the admin API.
struct JournalView {
    let journal: Journal
    let numbers: SessionNumbers
    private let siteNames: [SiteID: String]
    private var people: [Key: Person?] = [:]

    private struct Key: Hashable {
        let site: SiteID
        let account: AccountID
    }

    init(_ journal: Journal, _ numbers: SessionNumbers, _ sites: SiteRegistry) {
        self.journal = journal
        self.numbers = numbers
        var names: [SiteID: String] = [:]
        for name in sites.names { sites.site(named: name).map { names[$0] = name } }
        siteNames = names
    }

    func exchange(_ entry: JournalEntry) -> MaskedExchange? { entry.exchange(journal.users) }

    func number(of session: TokenDigest) -> Int { numbers.number(of: session) }

    /// Returns the names by which a filter may name an account: its number, `recno:82457` and `xweb.recno:82457`.
    mutating func names(of account: AccountID, in site: SiteID) -> [String] {
        Self.names(of: account, person(account, in: site))
    }

    /// Returns the names by which a filter may name an account of a person.
    static func names(of account: AccountID, _ person: Person?) -> [String] {
        [String(account.rawValue)]
            + (person?.identities ?? []).flatMap { identity in
                let short = identity.scheme.split(separator: ".").last.map(String.init) ?? identity.scheme
                return ["\(short):\(identity.value)", "\(identity.scheme):\(identity.value)"]
            }
    }

    private mutating func person(_ account: AccountID, in site: SiteID) -> Person? {
        let key = Key(site: site, account: account)
        if let known = people[key] { return known }
        let person = try? journal.users.store.person(account, in: site)
        people[key] = .some(person)
        return person
    }

    /// Returns an account as the entries show it: its number, and the names by which systems know it.
    private mutating func account(_ account: AccountID, in site: SiteID) -> JSON {
        let shown: Set<String> = [
            "xweb.recno", "xweb.web_login", "xweb.program_user", "archer.user_id", "archer.user_name", "luminate.cons_id",
            "luminate.user_name",
        ]
        let identities = (person(account, in: site)?.identities ?? []).filter { shown.contains($0.scheme) }
        var seen: Set<String> = []
        return .object(
            [.init("id", .number(account.rawValue))]
                + identities.filter { seen.insert($0.scheme).inserted }.map { .init($0.scheme, .string($0.value)) })
    }

    /// Returns an entry as JSON, with its messages if they are wanted and there are any.
    mutating func json(_ entry: JournalEntry, withMessages: Bool) -> JSON {
        let facts = entry.facts
        let exchange = exchange(entry)
        var members: [JSON.Member] = [
            .init("id", .number(entry.id)), .init("site", .string(siteNames[journal.current(entry.site)] ?? "")),
            .init("state", .string(facts.state.rawValue)),
            .init("at", .string(MomentText.text(facts.at))), .init("real", .string(MomentText.text(journal.real(facts.times.routed)))),
        ]
        func add(_ name: String, _ text: String?) { text.map { members.append(.init(name, .string($0))) } }
        if let answered = facts.times.answered { members.append(.init("ms", .milliseconds(facts.times.routed, answered))) }
        if let begun = facts.times.begun { members.append(.init("waited_ms", .milliseconds(facts.times.routed, begun))) }
        add("system", facts.system)
        add("service", facts.service)
        add("operation", facts.operation)
        add("action", facts.action?.rawValue)
        add("binding", facts.binding?.rawValue)
        add("page", facts.page?.rawValue)
        members.append(.init("caller", caller(facts, exchange)))
        if let account = facts.account { members.append(.init("account", self.account(account, in: entry.site))) }
        add("outcome", facts.outcome.rawValue)
        if let reason = facts.reason {
            var shown: [JSON.Member] = [.init("code", .string(reason.rawValue)), .init("step", .string(reason.step.rawValue))]
            if case .ended(_, let cause) = facts.fate { shown.append(.init("by", .string(cause.rawValue))) }
            shown.append(.init("text", .string(facts.fate?.sentence ?? facts.explanation ?? reason.sentence)))
            members.append(.init("reason", .object(shown)))
        }
        add("text", facts.system == CallFacts.ownSystem ? facts.explanation : nil)
        add("rule", facts.rule)
        if facts.status > 0 {
            let certainty = facts.certainty.map { [JSON.Member("certainty", .string($0.rawValue))] } ?? []
            let result = exchange.flatMap { JournalEntry.result(of: facts, in: $0) }.map { [JSON.Member("result", .string($0))] } ?? []
            members.append(.init("answer", .object([.init("status", .number(facts.status))] + result + certainty)))
        }
        if !facts.changes.isEmpty { members.append(.init("changes", .array(facts.changes.map(change)))) }
        guard let exchange else { return .object(members) }
        members.append(.init("notices", .array(exchange.notices.map(\.json))))
        members.append(.init("arguments", .array(exchange.arguments.map(\.json))))
        guard withMessages else { return .object(members) }
        let first: [JSON.Member] =
            [.init("method", .string(exchange.method)), .init("path", .string(exchange.path))]
            + (exchange.query.map { [.init("query", .string($0))] } ?? [])
        members.append(.init("request", .object(first + exchange.request.jsonMembers)))
        members.append(.init("response", .object([.init("status", .number(facts.status))] + exchange.response.jsonMembers)))
        return .object(members)
    }

    private func change(_ change: CallChange) -> JSON {
        var members: [JSON.Member] = []
        if let account = change.account { members.append(.init("account", .number(account.rawValue))) }
        members.append(.init("what", .string(change.subject.rawValue)))
        if let session = change.session { members.append(.init("session", .number(number(of: session)))) }
        if let name = change.name { members.append(.init("name", .string(name))) }
        if let from = change.from { members.append(.init("from", from.json)) }
        if let to = change.to { members.append(.init("to", to.json)) }
        return .object(members)
    }

    private mutating func caller(_ facts: CallFacts, _ exchange: MaskedExchange?) -> JSON {
        var members = [JSON.Member("address", .string(facts.address))]
        var tokens = TokenMask(journal.users, in: [facts.site])
        if let agent = facts.agent { members.append(.init("agent", .string(tokens.masked(agent)))) }
        if let caller = facts.caller { members.append(.init("account", account(caller, in: facts.site))) }
        if let session = facts.session { members.append(.init("session", .number(number(of: session)))) }
        return .object(members)
    }
}

extension CallChange.Value {
    fileprivate var json: JSON {
        switch self {
        case .number(let number): .number(number)
        case .word(let word): .string(word)
        case .moment(let moment): .string(MomentText.text(moment))
        }
    }
}

extension SessionFate {
    /// When and why the session ended, as a sentence.
    fileprivate var sentence: String {
        switch self {
        case .ended(let moment, let cause): "The session ended at \(MomentText.text(moment)): \(cause.words)."
        case .expired(let moment, let idle?): "The session ended at \(MomentText.text(moment)): idle for \(Self.words(idle))."
        case .expired(let moment, nil): "The session ended at \(MomentText.text(moment)): its time was over."
        case .otherKind: CallReason.wrongKind.sentence
        }
    }

    private static func words(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        return seconds >= 60 && seconds % 60 == 0 ? "\(seconds / 60) min" : "\(seconds) s"
    }
}

extension JSON {
    /// Returns the time between two moments in milliseconds, with microseconds behind the point.
    static func milliseconds(_ from: MonotonicTime, _ to: MonotonicTime) -> JSON {
        let micros = max(0, from.nanoseconds(to: to) / 1000)
        return .number("\(micros / 1000)." + String(String(1000 + micros % 1000).dropFirst()))
    }
}
