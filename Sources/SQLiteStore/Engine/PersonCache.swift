import Accounts
import Synchronization

/// A cache of people by the keys of their accounts, so that reading a person again needs no query.
///
/// The cache never returns outdated data. Before the writer commits a change of a person, it removes what is cached about
/// the person (``change(_:commit:)``). What was read before a change is not cached after it: each account has the moment of
/// its last change, and a person is cached only if it was read after that moment. Accounts share a fixed number of such
/// moments, so a change may keep another account from being cached for an instant, which does no harm.
///
/// People are packed into buckets of 2 KiB, see ``PackedPerson``. The oldest of a bucket makes room for a new one.
final class PersonCache: Sendable {
    /// A count of the beginnings and ends of changes.
    struct Moment: Equatable, Sendable {
        fileprivate let count: UInt64
    }

    private static let bucketBytes = 2048
    private static let slotMask: UInt64 = 1023
    /// The moment of an account whose change is being committed.
    private static let never = UInt64.max

    private let table: BucketTable
    private let count = Atomic<UInt64>(0)
    /// The moments of the accounts' last changes.
    private let slots = AtomicWords(count: Int(slotMask) + 1)
    /// The moment of the last change of everything.
    private let lastOfAll = Atomic<UInt64>(0)

    /// Creates a cache of up to this many bytes, rounded down to a power of two. It caches nothing if that is less than
    /// a page.
    init(bytes: Int) {
        table = BucketTable(bytes: bytes, bucketBytes: Self.bucketBytes)
    }

    // MARK: Readers

    /// The current moment. Read it before you query the database. If it is the same before and after two look-ups in the
    /// caches, both have answers of one state of the database.
    var moment: Moment { Moment(count: count.load(ordering: .sequentiallyConsistent)) }

    /// Returns the person with an account key in a site, or nil if it is not cached.
    func person(_ id: AccountID, in site: SiteID, _ schemes: SchemeTable) -> Person? {
        Self.withKey(of: id.rawValue) { key, hash in
            table.withBucket(hash) { bucket in
                guard let position = bucket.find(BucketTable.tag(hash), 0, key) else { return nil }
                return PackedPerson.person(id, in: site, from: bucket.value(at: position), schemes)
            }
        }
    }

    /// Caches a person that was read after a moment, unless the person has changed since.
    func keep(_ person: Person, in site: SiteID, _ schemes: SchemeTable, since moment: Moment) {
        let id = person.id.rawValue
        guard !table.isOff, isUnchanged(id, since: moment), let packed = PackedPerson.bytes(of: person, in: site, schemes) else { return }
        Self.withKey(of: id) { key, hash in
            packed.withUnsafeBufferPointer { packed in
                table.withBucket(hash) { bucket in
                    // This check is made while the lock is held, so that a change that begins now finds the person and
                    // removes it.
                    guard isUnchanged(id, since: moment), bucket.find(BucketTable.tag(hash), 0, key) == nil else { return }
                    bucket.append(BucketTable.tag(hash), 0, key, packed)
                }
            }
        }
    }

    // MARK: The writer

    /// Removes the people that a commit may change, commits, and then allows them to be cached again. Only the writing
    /// thread may call this.
    func change(_ touched: PersonChanges.Touched, commit: () throws(Failure) -> Void) throws(Failure) {
        if case .some(_, []) = touched { return try commit() }
        guard !table.isOff else { return try commit() }
        count.wrappingAdd(1, ordering: .sequentiallyConsistent)
        mark(touched, Self.never)
        defer { mark(touched, count.wrappingAdd(1, ordering: .sequentiallyConsistent).newValue) }
        switch touched {
        case .some(_, let accounts):
            for account in accounts {
                Self.withKey(of: account) { key, hash in
                    table.withBucket(hash) { $0.removeAll(BucketTable.tag(hash), key) }
                }
            }
        case .tooMany: table.removeAll()
        }
        try commit()
    }

    /// Clears the cache and caches nothing from now on.
    func close() {
        lastOfAll.store(Self.never, ordering: .sequentiallyConsistent)
        table.removeAll()
    }

    private func mark(_ touched: PersonChanges.Touched, _ moment: UInt64) {
        switch touched {
        case .some(_, let accounts):
            for account in accounts { slots[Self.slot(of: account)].store(moment, ordering: .sequentiallyConsistent) }
        case .tooMany: lastOfAll.store(moment, ordering: .sequentiallyConsistent)
        }
    }

    // MARK: Parts

    private func isUnchanged(_ account: Int64, since moment: Moment) -> Bool {
        slots[Self.slot(of: account)].load(ordering: .sequentiallyConsistent) <= moment.count
            && lastOfAll.load(ordering: .sequentiallyConsistent) <= moment.count
    }

    /// Keys of accounts are consecutive, so their low bits spread well.
    private static func slot(of account: Int64) -> Int { Int(UInt64(bitPattern: account) & slotMask) }

    private static func withKey<Result>(of account: Int64, _ body: (UnsafeBufferPointer<UInt8>, UInt64) -> Result) -> Result {
        withUnsafeBytes(of: account) { bytes in
            let key = bytes.assumingMemoryBound(to: UInt8.self)
            return body(key, BucketTable.hash(0, key))
        }
    }
}
