import HTTP
import Operations
import Synchronization

/// A cache of a service's documents. Creating a document costs a thousand times as much as sending it, so each is
/// created once.
///
/// An anonymous caller chooses the address, and therefore the number of documents. So the cache has limits on documents
/// and bytes, and drops the least recently requested document first.
@usableFromInline
final class DocumentCache<Host: ServiceHost>: Sendable {
    /// The greatest number of documents: more than three times those of the largest service at one address.
    static var maximumCount: Int { 256 }

    /// The greatest size of all documents and their keys in bytes: 8 MiB, twice that of the largest service at one
    /// address.
    static var maximumBytes: Int { 8 << 20 }

    private struct Entry {
        let response: HTTPResponse
        let size: Int
        var lastUse: UInt64
    }

    private struct State {
        var entries: [DocumentKey<Host.Call>: Entry] = [:]
        var bytes = 0
        var uses: UInt64 = 0
    }

    private let state = Mutex(State())
    private let maximumCount: Int
    private let maximumBytes: Int
    private let made = Atomic<Int>(0)

    @usableFromInline
    convenience init() {
        self.init(maximumCount: Self.maximumCount, maximumBytes: Self.maximumBytes)
    }

    init(maximumCount: Int, maximumBytes: Int) {
        self.maximumCount = maximumCount
        self.maximumBytes = maximumBytes
    }

    /// The number of documents created, whether or not the cache keeps them.
    var countMade: Int { made.load(ordering: .relaxed) }

    /// The number of documents in the cache, and their size in bytes.
    var kept: (count: Int, bytes: Int) { state.withLock { ($0.entries.count, $0.bytes) } }

    /// Returns the document with a key if it is in the cache, or nil.
    subscript(key: DocumentKey<Host.Call>) -> HTTPResponse? {
        state.withLock { state in
            state.uses += 1
            state.entries[key]?.lastUse = state.uses
            return state.entries[key]?.response
        }
    }

    /// Returns the document with a key. Creates it if it is not in the cache.
    func document(_ key: DocumentKey<Host.Call>, _ make: () -> HTTPResponse) -> HTTPResponse {
        // Several callers may have requested the document before it existed.
        if let response = self[key] { return response }
        var response = make()
        made.add(1, ordering: .relaxed)
        let size = response.body.count + key.size
        response.shareBody()
        keep(response, size, key)
        return response
    }

    /// Creates a document that the cache does not keep.
    func unkept(_ make: () -> HTTPResponse) -> HTTPResponse {
        made.add(1, ordering: .relaxed)
        return make()
    }

    private func keep(_ response: HTTPResponse, _ size: Int, _ key: DocumentKey<Host.Call>) {
        guard size <= maximumBytes else { return }
        state.withLock { state in
            if let old = state.entries.removeValue(forKey: key) { state.bytes -= old.size }
            // Searching all entries costs little compared with creating a document.
            while state.entries.count >= maximumCount || state.bytes + size > maximumBytes,
                let oldest = state.entries.min(by: { $0.value.lastUse < $1.value.lastUse })
            {
                state.entries.removeValue(forKey: oldest.key)
                state.bytes -= oldest.value.size
            }
            state.uses += 1
            state.entries[key] = Entry(response: response, size: size, lastUse: state.uses)
            state.bytes += size
        }
    }
}
