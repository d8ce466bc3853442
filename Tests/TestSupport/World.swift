public import Accounts
public import Calls
public import HTTP
public import PasswordHashing
import Patterns
public import SQLiteStore
import TimeZones

/// A user service over a real store that is forgotten at the end, with hashes of light cost and a clock that stands still until it is moved.
public final class World: Sendable {
    /// The moment at which every world begins.
    public static let beginning = Timestamp(milliseconds: 1_790_000_000_000)

    /// The store.
    public let store: SQLiteStore
    /// The clock.
    public let clock: ManualClock
    /// The user service.
    public let users: UserService
    /// The hasher.
    public let hasher: Argon2idHasher
    /// The one site.
    public let site: SiteID

    /// An empty world.
    public init(throttle: ThrottleRules = .standard) throws {
        store = try SQLiteStore.temporary()
        clock = ManualClock(at: Self.beginning)
        hasher = Argon2idHasher(cost: .light)
        users = UserService(
            store: StoreOfDeclaredWork(store), hasher: HasherOfDeclaredWork(hasher), digester: SodiumTokenDigester(), clock: clock,
            random: SystemRandomSource(), patterns: PCRE2PatternMatcher(), timeZones: ZoneFiles(), throttle: throttle)
        site = try store.createSite(named: "default")
    }

    /// Closes the store, so that whatever needs it fails.
    public func closeStore() { store.close() }

    deinit {
        store.close()
    }

    /// Adds an account.
    @discardableResult
    public func add(
        _ identities: [Identity], attributes: [String: String] = [:], in containers: [NewContainer] = [], password: String?,
        status: AccountStatus = .active, policy: PolicyID? = nil
    ) throws -> AccountID {
        let account = NewAccount(
            status: status, identities: identities, passwordHash: try password.map { try hasher.hash(Password($0)) },
            policy: policy, attributes: attributes, memberships: try users.makeContainers(containers, in: site))
        return try store.insert([account], in: site, at: clock.now)[0]
    }
}

extension HTTPAnswer {
    /// The answer, its work done here and now.
    public var response: HTTPResponse {
        switch self {
        case .now(let response): response
        case .later(let wait, _, let work): WorkUnderWay.$wait.withValue(wait) { work() }
        }
    }
}

extension HTTPResponse {
    /// The body as text.
    public var bodyText: String { String(decoding: body, as: UTF8.self) }

    /// The text between the first `<name…>` and the next `</name>`, as it stands in the body.
    public func text(of name: String) -> String? {
        let body = bodyText
        for (index, part) in body.split(separator: "<\(name)", omittingEmptySubsequences: false).enumerated() where index > 0 {
            guard let first = part.first, first == ">" || first == " " else { continue }
            return part.drop { $0 != ">" }.dropFirst().split(separator: "</\(name)>", omittingEmptySubsequences: false).first.map(
                String.init)
        }
        return nil
    }
}
