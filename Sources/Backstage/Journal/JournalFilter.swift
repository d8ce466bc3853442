import Accounts
import Calls
import Emulator
import Operations
import Text

/// Picks entries of the journal. The list, counts, verification, deletion and export have this one language.
///
/// A filter is a list of names with values. Entries must meet each name. Several values of one name are alternatives, and a
/// value that begins with `!` must not be met.
struct JournalFilter: Sendable {
    /// What a name is about.
    enum Subject: Hashable, Sendable {
        case system, service, operation, action, binding, page, outcome, reason, account, caller, session, status, notice, agent, address
        case since, until, after, before, state, rule
        /// The value of an argument.
        case argument(String)
        /// The way in which an argument was sent.
        case given(String)
    }

    fileprivate struct Term: Equatable, Sendable {
        let subject: Subject
        let wanted: [String]
        let unwanted: [String]
    }

    fileprivate var terms: [Term] = []

    /// The names, without `arg.NAME` and `given.NAME`.
    static let names: [(name: String, subject: Subject, documentation: String)] = [
        ("system", .system, "`xweb`, `archer`, `luminate`, or `backstage` for marks and for what the admin API did."),
        ("service", .service, "The name of the service or servlet."),
        ("operation", .operation, "`NAME`, `SYSTEM.NAME` or `SYSTEM.SERVICE.NAME`."),
        ("action", .action, "The operation's action, such as `sign_in` or `change_password`."),
        ("binding", .binding, "`soap11`, `soap12`, `form_get`, `form_post`, `json`, `rest` or `servlet`."),
        (
            "page", .page,
            "What was shown if no operation was called: `front_page`, `help_page`, `contract`, `discovery`, `session_page`, or `none` for calls."
        ),
        ("outcome", .outcome, "`ok`, `negative`, `refused`, `malformed`, `unknown`, `busy`, `injected` or `failed`."),
        ("reason", .reason, "The code of the reason, such as `wrong_password`."),
        ("account", .account, "The account that the call is about: its number, or `recno:82457`, `user_id:123`, `cons_id:1000121`."),
        ("caller", .caller, "The calling account, in the same forms."),
        ("session", .session, "The number of the session."),
        ("status", .status, "The HTTP status."),
        ("notice", .notice, "The code of a notice, such as `unknown_element`."),
        ("agent", .agent, "A part of the User-Agent field."),
        ("address", .address, "The client's address."),
        ("since", .since, "The earliest time, by the site's clock."),
        ("until", .until, "The latest time, by the site's clock."),
        ("after", .after, "Only entries with a greater number."),
        ("before", .before, "Only entries with a smaller number."),
        ("rule", .rule, "The name of the fault rule that changed what happened."),
        ("state", .state, "`running`, `done`, or `aborted` if the client had gone. Without it, counts are of calls that are not running."),
    ]

    /// Creates a filter that all entries meet.
    init() {}

    /// Creates a filter from names and values. Throws for an unknown name and an unusable value. `prefix` is what stands in front of a
    /// name in the place of a refusal.
    init(_ values: [(name: String, value: String)], at prefix: String) throws(AdminError) {
        var wanted: [Subject: (wanted: [String], unwanted: [String])] = [:]
        var order: [Subject] = []
        func add(_ name: String, _ value: String) throws(AdminError) {
            let subject = try Self.subject(name, at: prefix)
            if wanted[subject] == nil { order.append(subject) }
            let isNot = value.hasPrefix("!")
            let text = isNot ? String(value.dropFirst()) : value
            try Self.check(text, for: subject, at: prefix + name)
            if isNot {
                wanted[subject, default: ([], [])].unwanted.append(text)
            } else {
                wanted[subject, default: ([], [])].wanted.append(text)
            }
        }
        for (name, value) in values {
            guard name == "q" else {
                try add(name, value)
                continue
            }
            for word in value.split(separator: " ") {
                let parts = word.split(separator: ":", maxSplits: 1).map(String.init)
                guard parts.count == 2 else { throw .unusable(at: prefix + name, "must be words such as op:NAME, reason:CODE, is:refused") }
                try add(Self.shorthands[parts[0]] ?? parts[0], parts[1])
            }
        }
        terms = order.map { Term(subject: $0, wanted: wanted[$0]?.wanted ?? [], unwanted: wanted[$0]?.unwanted ?? []) }
    }

    /// The page of an entry that is a call of an operation.
    fileprivate static let noPage = "none"

    private static let shorthands = ["op": "operation", "is": "outcome", "who": "account", "by": "caller"]

    private static func subject(_ name: String, at prefix: String) throws(AdminError) -> Subject {
        if let known = names.first(where: { $0.name == name }) { return known.subject }
        for (start, make) in [("arg.", Subject.argument), ("given.", Subject.given)] where name.hasPrefix(start) && name.count > start.count
        {
            return make(String(name.dropFirst(start.count)))
        }
        let known = names.map(\.name)
        let list = "known are \(known.joined(separator: ", ")), arg.NAME and given.NAME"
        throw .unusable(at: prefix + name, "is not known\(suggestion(for: name, among: known, before: list))")
    }

    private static func check(_ text: String, for subject: Subject, at place: String) throws(AdminError) {
        func require(_ isUsable: Bool, _ message: String) throws(AdminError) {
            guard isUsable else { throw .unusable(at: place, message) }
        }
        func choices<Choice: CaseIterable & RawRepresentable<String>>(_ type: Choice.Type) throws(AdminError) {
            if let flaw = CallNames.flaw(of: text, amongCasesOf: type) { throw .unusable(at: place, flaw) }
        }
        func known(_ subject: CallNames.Subject) throws(AdminError) {
            if let flaw = knownNames.flaw(of: text, as: subject) { throw .unusable(at: place, flaw) }
        }
        switch subject {
        case .action: try choices(OperationAction.self)
        case .binding: try choices(BindingName.self)
        case .page: if text != Self.noPage { try choices(PageKind.self) }
        case .outcome: try choices(CallOutcome.self)
        case .reason: try choices(CallReason.self)
        case .notice: try choices(CallNotice.Code.self)
        case .state: try choices(CallFacts.State.self)
        case .given: try choices(GivenArgument.Given.self)
        case .since, .until: try require(MomentText.moment(text) != nil, "must be a moment in UTC such as \"2030-01-01T00:00:00Z\"")
        case .after, .before: try require(UInt64(text) != nil, "must be the number of an entry")
        case .session, .status: try require(Int(text) != nil, "must be a whole number")
        case .account, .caller: try known(.account)
        case .system: try known(.system)
        case .service: try known(.service)
        case .operation: try known(.operation)
        case .agent, .address, .rule, .argument: break
        }
    }

    /// The names that entries can have.
    private static let knownNames = CallNames.emulated.adding(CallFacts.ownSystem, operations: WorldEvent.allCases.map(\.rawValue))

    /// Whether the totals of a site say how many entries meet it.
    var isOfTotals: Bool {
        terms.allSatisfy { [.system, .service, .operation, .action, .outcome, .reason].contains($0.subject) }
    }

    /// The greatest number that ``after`` excludes. 0 if nothing is excluded.
    var after: UInt64 { terms.first { $0.subject == .after }?.wanted.compactMap { UInt64($0) }.max() ?? 0 }

    /// The first name in the filter that only messages answer. Nil if facts answer all.
    var nameOfMessages: String? { terms.first { $0.subject.needsMessages }?.subject.name }

    private func asks(for subject: Subject) -> Bool { terms.contains { $0.subject == subject } }

    /// The terms that only answered calls meet.
    private static let termsOfAnswered = [
        Term(subject: .state, wanted: [CallFacts.State.done, .aborted].map(\.rawValue), unwanted: []),
        Term(subject: .system, wanted: [], unwanted: [CallFacts.ownSystem]),
    ]

    /// The filter without the terms that ``ofAnswered`` adds.
    var asGiven: JournalFilter {
        var copy = self
        copy.terms.removeAll { Self.termsOfAnswered.contains($0) }
        return copy
    }

    /// Returns a filter that only answered calls meet, unless this one asks for the state or the system itself.
    var ofAnswered: JournalFilter {
        var copy = self
        copy.terms += Self.termsOfAnswered.filter { !asks(for: $0.subject) }
        return copy
    }
}

// MARK: - Matching

extension JournalFilter {
    /// Returns whether an entry meets the filter.
    func matches(_ entry: JournalEntry, _ view: inout JournalView) -> Bool {
        let facts = entry.facts
        // Facts are at hand. Arguments and notices may first have to be read. Every entry comes by here, so nothing is sorted or gathered.
        for isReading in [false, true] {
            for term in terms where term.subject.needsMessages == isReading {
                if !term.isMet(by: entry, facts, &view) { return false }
            }
        }
        return true
    }

    /// A term that an entry does not meet.
    struct Failure: Sendable {
        let subject: Subject
        /// What one of the entry's values should be. Empty if only some must not be there.
        let alternatives: [String]
        /// The values that the filter has, in words.
        let wanted: String
        /// The values of the entry.
        let values: [String]

        var field: String { subject.name }
        var was: String { values.first ?? "" }
    }

    /// Returns the terms that an entry does not meet, at most so many.
    func failures(of entry: JournalEntry, upTo limit: Int = .max, _ view: inout JournalView) -> [Failure] {
        var failures: [Failure] = []
        let facts = entry.facts
        // Facts are at hand. Arguments and notices may first have to be read.
        for term in terms.sorted(by: { !$0.subject.needsMessages && $1.subject.needsMessages }) where failures.count < limit {
            if !term.isMet(by: entry, facts, &view) {
                failures.append(
                    Failure(
                        subject: term.subject, alternatives: term.wanted,
                        wanted: (term.wanted + term.unwanted.map { "!" + $0 }).joined(separator: " or "),
                        values: term.subject.values(entry, facts, &view)))
            }
        }
        return failures
    }

    /// The terms as text: `operation=NAME reason=CODE`. Empty if there are none.
    var words: String {
        terms.map { term in
            "\(term.subject.name)=" + (term.wanted + term.unwanted.map { "!" + $0 }).joined(separator: "|")
        }.joined(separator: " ")
    }

    /// Returns how many calls of a total meet the filter, if ``isOfTotals``.
    func count(in totals: [SiteJournal.Kind: Int]) -> Int {
        totals.reduce(0) { sum, total in
            terms.allSatisfy { $0.isMet(by: $0.subject.values(total.key)) } ? sum + total.value : sum
        }
    }
}

extension JournalFilter.Term {
    fileprivate func isMet(by entry: JournalEntry, _ facts: CallFacts, _ view: inout JournalView) -> Bool {
        switch subject {
        case .since: wanted.contains { MomentText.moment($0).map { facts.at >= $0 } ?? false }
        case .until: wanted.contains { MomentText.moment($0).map { facts.at <= $0 } ?? false }
        case .after: wanted.contains { UInt64($0).map { entry.id > $0 } ?? false }
        case .before: wanted.contains { UInt64($0).map { entry.id < $0 } ?? false }
        case .agent:
            isMet(by: [facts.agent ?? ""]) { ASCII.lowercased($0).contains(ASCII.lowercased($1)) }
        case .argument: isMet(by: subject.values(entry, facts, &view)) { $0 == $1 }
        default: isMet(by: subject.values(entry, facts, &view))
        }
    }

    fileprivate func isMet(by values: [String], _ areEqual: (String, String) -> Bool = { ASCII.equalsIgnoringCase($0, $1) }) -> Bool {
        if unwanted.contains(where: { text in values.contains { areEqual($0, text) } }) { return false }
        return wanted.isEmpty || wanted.contains { text in values.contains { areEqual($0, text) } }
    }
}

extension JournalFilter.Subject {
    fileprivate var needsMessages: Bool {
        switch self {
        case .argument, .given, .notice: true
        default: false
        }
    }

    fileprivate var name: String {
        switch self {
        case .argument(let name): "arg.\(name)"
        case .given(let name): "given.\(name)"
        default: JournalFilter.names.first { $0.subject == self }?.name ?? ""
        }
    }

    /// The values of a total.
    fileprivate func values(_ kind: SiteJournal.Kind) -> [String] {
        let system = kind.service?.system.key
        switch self {
        case .system: return [system].compactMap { $0 }
        case .service: return [kind.service?.name].compactMap { $0 }
        case .operation: return CallNames.forms(system, kind.service?.name, kind.row?.name)
        case .action: return [kind.row?.action.rawValue].compactMap { $0 }
        case .outcome: return [kind.outcome.rawValue]
        case .reason: return [kind.reason?.rawValue].compactMap { $0 }
        default: return []
        }
    }

    /// The values of an entry that a term may name.
    fileprivate func values(_ entry: JournalEntry, _ facts: CallFacts, _ view: inout JournalView) -> [String] {
        switch self {
        case .after, .before: return [String(entry.id)]
        case .notice: return view.exchange(entry)?.notices.map(\.code.rawValue) ?? []
        case .argument(let name):
            return view.exchange(entry)?.arguments.first { $0.name == name }?.value.map { [$0] } ?? []
        case .given(let name):
            return view.exchange(entry)?.arguments.first { $0.name == name }.map { [$0.given.rawValue] } ?? []
        default: return values(facts, &view)
        }
    }

    /// The values of a call's facts that a term may name. Empty for what the facts do not have.
    func values(_ facts: CallFacts, _ view: inout JournalView) -> [String] {
        switch self {
        case .system: return [facts.system].compactMap { $0 }
        case .service: return [facts.service].compactMap { $0 }
        case .operation: return CallNames.forms(facts.system, facts.service, facts.operation)
        case .action: return [facts.action?.rawValue].compactMap { $0 }
        case .binding: return [facts.binding?.rawValue].compactMap { $0 }
        case .page: return facts.isCall ? [facts.page?.rawValue ?? JournalFilter.noPage] : []
        case .outcome: return facts.isCall ? [facts.outcome.rawValue] : []
        case .reason: return [facts.reason?.rawValue].compactMap { $0 }
        case .account: return facts.account.map { view.names(of: $0, in: facts.site) } ?? []
        case .caller: return facts.caller.map { view.names(of: $0, in: facts.site) } ?? []
        case .session: return facts.session.map { [String(view.number(of: $0))] } ?? []
        case .status: return facts.isCall ? [String(facts.status)] : []
        case .agent: return [facts.agent].compactMap { $0 }
        case .address: return [facts.address]
        case .state: return [facts.state.rawValue]
        case .rule: return [facts.rule].compactMap { $0 }
        case .since, .until: return [MomentText.text(facts.at)]
        case .after, .before, .notice, .argument, .given: return []
        }
    }
}
