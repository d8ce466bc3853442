/// The entries of one site, oldest first, and its totals. The journal's lock protects it, so that the run-time checks for overlapping
/// accesses are left out.
final class SiteJournal {
    private struct Item {
        let entry: JournalEntry
        var bytes: Int
    }

    @exclusivity(unchecked) private var items: [Item?] = []
    /// The index of the oldest item.
    @exclusivity(unchecked) private var head = 0
    @exclusivity(unchecked) private(set) var bytes = 0
    /// The number of entries that had to go.
    @exclusivity(unchecked) private(set) var dropped = 0
    /// The number of the newest entry that had to go.
    @exclusivity(unchecked) private(set) var lastDropped: UInt64 = 0
    /// The greatest place in the order of answers of those entries.
    @exclusivity(unchecked) private(set) var lastDroppedPosition: UInt64 = 0
    /// The number of answered calls of each kind since the journal of the site began. They are complete even if entries had to go.
    @exclusivity(unchecked) private(set) var totals = CallCounts()

    var count: Int { items.count - head }
    var oldest: UInt64? { head < items.count ? items[head]?.entry.id : nil }
    var entries: [JournalEntry] { items[head...].compactMap { $0?.entry } }

    func append(_ entry: JournalEntry, bytes size: Int) {
        items.append(Item(entry: entry, bytes: size))
        bytes += size
    }

    /// Adds the entries and totals of another journal.
    func add(_ other: SiteJournal) {
        let both = items[head...].compactMap { $0 } + other.items[other.head...].compactMap { $0 }
        (items, head) = (both.sorted { $0.entry.id < $1.entry.id }, 0)
        bytes += other.bytes
        dropped += other.dropped
        lastDropped = max(lastDropped, other.lastDropped)
        lastDroppedPosition = max(lastDroppedPosition, other.lastDroppedPosition)
        totals.add(other.totals)
    }

    /// Records that an entry takes more memory now. Returns by how much.
    func grow(_ entry: JournalEntry, to size: Int) -> Int {
        var (low, high) = (head, items.count)
        while low < high {
            let middle = (low + high) / 2
            if let id = items[middle]?.entry.id, id < entry.id { low = middle + 1 } else { high = middle }
        }
        guard low < items.count, let item = items[low], item.entry === entry else { return 0 }
        items[low]?.bytes = size
        bytes += size - item.bytes
        return size - item.bytes
    }

    func count(_ call: CallFacts) { totals.count(call.place, call.row, call.outcome, call.reason) }

    /// Removes the oldest entry and returns it with its size.
    func dropOldest() -> (entry: JournalEntry, bytes: Int)? {
        guard head < items.count, let item = items[head] else { return nil }
        items[head] = nil
        head += 1
        if head > 64, head * 2 > items.count {
            items.removeFirst(head)
            head = 0
        }
        bytes -= item.bytes
        dropped += 1
        lastDropped = item.entry.id
        lastDroppedPosition = max(lastDroppedPosition, item.entry.position ?? 0)
        return (item.entry, item.bytes)
    }

    /// Removes the entries that a test picks, and returns their number and size. They do not count as dropped.
    func remove(_ ids: Set<UInt64>) -> (count: Int, bytes: Int) {
        let kept = items[head...].filter { item in item.map { !ids.contains($0.entry.id) } ?? false }
        let size = kept.reduce(0) { $0 + ($1?.bytes ?? 0) }
        defer { (items, head, bytes) = (Array(kept), 0, size) }
        return (count - kept.count, bytes - size)
    }
}
