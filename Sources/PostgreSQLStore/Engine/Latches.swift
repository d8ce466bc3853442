import Accounts
import Synchronization

/// What transactions of one site exclude each other by.
///
/// A transaction locks the subjects that it expects something of or changes, in one order, before anything else. So what it
/// expects stays true until it ends, also if nothing is there that could be locked, and no two wait for each other. The
/// subjects are rows with numbers that are made of their names; two subjects with the same number only make their
/// transactions wait for each other needlessly. Rows do this in every database, and advisory locks do not.
enum Latch: Hashable {
    /// An account with its credential, identities, sessions, events and rows.
    case account(AccountID)
    case failures(String)
    case session(TokenDigest)
    /// A key of a scheme whose values need not be unique.
    case identity(String, String)
    /// All containers, their members, and the epoch.
    case directory
    case policies
    case row(RowTable, String)
    case table(RowTable)
    case sequence(String)
    case value(String)
    /// Names of sites. It belongs to site 0, which does not exist.
    case names

    /// How many numbers there are. With more, fewer transactions wait needlessly, and a site has more rows.
    private static let slots: UInt64 = 4096

    /// The number of the row. All processes and releases must agree on it.
    var slot: Int64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func mix(_ bytes: some Sequence<UInt8>) {
            for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        }
        switch self {
        case .account(let id): mix("a\(id.rawValue)".utf8)
        case .failures(let subject): mix("f\(subject)".utf8)
        case .session(let digest):
            mix("s".utf8)
            mix(digest.bytes)
        case .identity(let scheme, let key): mix("i\(scheme)\u{0}\(key)".utf8)
        case .directory: mix("d".utf8)
        case .policies: mix("p".utf8)
        case .row(let table, let key): mix("r\(table.rawValue)\u{0}\(key)".utf8)
        case .table(let table): mix("t\(table.rawValue)".utf8)
        case .sequence(let name): mix("q\(name)".utf8)
        case .value(let name): mix("v\(name)".utf8)
        case .names: mix("n".utf8)
        }
        return Int64((hash ^ hash >> 32) % Self.slots)
    }
}

/// The rows of latches that are known to be there. They need not be added again.
final class KnownLatches: Sendable {
    private struct Row: Hashable {
        let site: SiteID
        let slot: Int64
    }

    private static let capacity = 1 << 17
    private let rows = Mutex<Set<Row>>([])

    func contains(_ slots: [Int64], of site: SiteID) -> Bool {
        rows.withLock { rows in slots.allSatisfy { rows.contains(Row(site: site, slot: $0)) } }
    }

    func insert(_ slots: [Int64], of site: SiteID) {
        rows.withLock { rows in
            if rows.count + slots.count > Self.capacity { rows = [] }
            for slot in slots { rows.insert(Row(site: site, slot: slot)) }
        }
    }
}
