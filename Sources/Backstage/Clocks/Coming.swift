import Accounts
import Emulator
import JSON

/// Something in a site that ends by itself.
struct Coming {
    let kind: ForeseenEnd
    let ending: Ending

    /// How many of them are listed.
    static let limit = 10
    /// The names of what will end.
    static let names = ForeseenEnd.allCases.map(\.name)
    /// The names of what has ended.
    static let pastNames = ForeseenEnd.allCases.map(\.pastName)

    private static let pageSize = 1000

    var value: JSON {
        .object([
            .init("at", .string(MomentText.text(ending.at))), .init("what", .string(kind.name)), .init("count", .number(ending.count)),
        ])
    }

    /// Returns what ends next in a site, in order. Times of use that have not been written yet do not count: see `settle`.
    static func next(
        in site: SiteID, of world: AdministeredWorld, _ kinds: [ForeseenEnd] = ForeseenEnd.allCases, limit: Int = Self.limit
    ) throws(StoreError) -> [Coming] {
        let now = world.now(in: site)
        var all: [Coming] = []
        for kind in kinds {
            let endings = try world.users.endings(kind, after: now, through: Timestamp(milliseconds: .max), in: site, limit: limit)
            all += endings.map { Coming(kind: kind, ending: $0) }
        }
        return Array(all.sorted { $0.ending.at < $1.ending.at }.prefix(limit))
    }

    /// Returns how many of each kind have ended between two moments.
    static func ended(after start: Timestamp, through end: Timestamp, in site: SiteID, of world: AdministeredWorld) throws(StoreError)
        -> [JSON]
    {
        var all: [JSON] = []
        for kind in ForeseenEnd.allCases {
            var (count, start, page) = (0, start, [Ending]())
            repeat {
                page = try world.users.endings(kind, after: start, through: end, in: site, limit: pageSize)
                count += page.reduce(0) { $0 + $1.count }
                start = page.last?.at ?? end
            } while page.count == pageSize
            if count > 0 { all.append(.object([.init("what", .string(kind.pastName)), .init("count", .number(count))])) }
        }
        return all
    }
}

extension ForeseenEnd {
    /// What will end, as callers write it.
    var name: String {
        switch self {
        case .sessions: "session_ends"
        case .locks: "lock_ends"
        case .passwords: "password_expires"
        }
    }

    /// What has ended.
    fileprivate var pastName: String {
        switch self {
        case .sessions: "session_ended"
        case .locks: "lock_ended"
        case .passwords: "password_expired"
        }
    }
}
