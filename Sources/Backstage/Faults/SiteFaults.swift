import Accounts
import Calls
import Emulator
import Synchronization

/// The fault rules of one site, in the order in which they are looked at, with what they have done.
final class SiteFaults: CallInterceptor {
    /// A rule with its counters.
    struct Standing: Sendable {
        var rule: FaultRule
        var isEnabled: Bool
        /// The number of calls that met its condition, without the window.
        var matched = 0
        /// The number of times that it applied.
        var fired = 0
        /// When it last applied, by the server's time.
        var last: Timestamp?
        let end: ContinuousClock.Instant?
        var sequence: SeededSequence

        init(_ rule: FaultRule) {
            self.rule = rule
            isEnabled = rule.isEnabled
            end = rule.life.map { .now + $0 }
            sequence = SeededSequence(from: rule.seed)
        }

        /// How often it still applies. Nil for any number of times.
        var left: Int? { rule.times.map { max(0, $0 - fired) } }

        var state: State {
            if !isEnabled { return .disabled }
            if let end, end <= .now { return .ended }
            return left == 0 ? .spent : .active
        }
    }

    enum State: String, Sendable, CaseIterable {
        case active, disabled, spent, ended
    }

    private let users: UserService
    private let counts: FaultCounts
    private let state: Mutex<[Standing]>

    init(_ rules: [FaultRule], users: UserService, counts: FaultCounts) {
        self.users = users
        self.counts = counts
        state = Mutex(rules.map(Standing.init))
    }

    var all: [Standing] { state.withLock { $0 } }

    /// Changes the rules.
    func change<Result: Sendable>(_ body: (inout [Standing]) throws(AdminError) -> Result) throws(AdminError) -> Result {
        try state.withLock { state throws(AdminError) in try body(&state) }
    }

    /// Whether a rule is about accounts.
    var wantsAccount: Bool { all.contains { $0.state == .active && $0.rule.condition.isAboutAccounts } }

    func intercept(_ call: CallContext) -> Interception? {
        // An account may first have to be looked up, outside of the lock.
        let met = Set(
            all.filter { $0.state == .active && $0.rule.effect.suits(call.binding) && $0.rule.condition.isMet(by: call, users) }.map(
                \.rule.name))
        guard !met.isEmpty else { return nil }
        return state.withLock { state in
            var interception: Interception?
            var hasEffect = false
            for index in state.indices where met.contains(state[index].rule.name) && state[index].state == .active {
                let isDelay = if case .delay = state[index].rule.effect { true } else { false }
                state[index].matched += 1
                if hasEffect && !isDelay { continue }
                guard state[index].isDue() else { continue }
                state[index].fired += 1
                counts.add(state[index].rule.effectName)
                state[index].last = users.clock.now
                let rule = state[index].rule
                var changed = interception ?? Interception(by: rule.name)
                if !isDelay { changed.rule = rule.name }
                rule.effect.apply(to: &changed, of: call, users, random: state[index].sequence.next())
                interception = changed
                hasEffect = hasEffect || !isDelay
            }
            return interception
        }
    }
}

extension SiteFaults.Standing {
    /// Counts a call that meets the condition as if no other rule were there. Returns whether the rule applies to it.
    mutating func fires() -> Bool {
        matched += 1
        guard isDue() else { return false }
        fired += 1
        // The effect takes a number too.
        _ = sequence.next()
        return true
    }

    /// Whether it applies to the call that was just counted.
    fileprivate mutating func isDue() -> Bool {
        if let (from, count) = rule.condition.window {
            guard matched >= from, count.map({ matched - from < $0 }) ?? true else { return false }
        }
        return rule.probability >= 1 || sequence.next() < rule.probability
    }
}
