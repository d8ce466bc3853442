import Accounts
import Understudy

/// How far the times of refused sign-ins lie apart, by the reason of the refusal: the greatest lower quartile over the least, minus one. Standard
/// cost, durable store. What else runs on the machine only ever makes a refusal longer, so the quick ones tell its own time best.
func refusals(_ directory: String, _ rounds: Int) throws {
    let rules = ThrottleRules(failuresBeforeWait: 1, firstWait: .seconds(3600), longestWait: .seconds(3600))
    let world = try durableWorld(directory, .standard, throttle: rules)
    defer { world.close() }
    let users = world.users
    let site = try users.store.createSite(named: "refusals")
    let scheme = IdentityScheme("bench.login", isUnique: true, ignoresCase: true)
    let hash = try users.hash(password)
    let kinds: [(name: String, status: AccountStatus)] = [
        ("known", .active), ("throttled", .active), ("disabled", .disabled), ("locked", .locked),
    ]
    for (name, status) in kinds {
        // Somebody for each round, so that no wait sets in where none is meant.
        let accounts = (0..<rounds).map {
            NewAccount(status: status, identities: [Identity(scheme, "\(name)\($0)")], passwordHash: hash)
        }
        _ = try users.insert(accounts, in: site)
    }
    func refuse(_ name: String, _ password: String) -> Duration {
        let attempt = SignInAttempt(candidates: [Identity(scheme, name)], password: Password(password))
        return ContinuousClock().measure { _ = try? users.signIn(attempt, in: site) }
    }
    let names = kinds.map(\.name) + ["unknown"]
    var times: [String: [Duration]] = [:]
    for round in 0..<rounds {
        _ = refuse("throttled\(round)", "wrong")
        // Each kind takes every place in turn, so that what the machine does otherwise falls on all alike.
        for kind in names.indices.map({ names[($0 + round) % names.count] }) {
            times[kind, default: []].append(refuse("\(kind)\(round)", kind == "known" ? "wrong" : "Bench-Pass-1"))
        }
    }
    let quartiles = times.values.map { $0.sorted()[$0.count / 4] }
    guard let least = quartiles.min(), let greatest = quartiles.max() else { return }
    print(greatest / least - 1)
}
