import HTTP
import Operations
import Synchronization

/// The documents of a service that have been asked for, so that each is made once: they cost a thousand times as much to make as to send.
///
/// An anonymous caller chooses the address, and with it how many documents there are. So the cache is bounded in number and in bytes, and the
/// document that has not been asked for longest goes first.
@usableFromInline
final class DocumentCache<Host: ServiceHost>: Sendable {
    /// At most this many documents: more than three times those of the largest service, at one address.
    static var maximumCount: Int { 256 }

    /// At most this many bytes of documents and their keys: 8 MiB, twice those of the largest service at one address.
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

    /// How many documents have been made, kept ones and others.
    var countMade: Int { made.load(ordering: .relaxed) }

    /// How many documents are kept, and how many bytes they have.
    var kept: (count: Int, bytes: Int) { state.withLock { ($0.entries.count, $0.bytes) } }

    /// The document of a key, if it is kept.
    subscript(key: DocumentKey<Host.Call>) -> HTTPResponse? {
        state.withLock { state in
            state.uses += 1
            state.entries[key]?.lastUse = state.uses
            return state.entries[key]?.response
        }
    }

    /// The document of a key, made unless it is kept.
    func document(_ key: DocumentKey<Host.Call>, _ make: () -> HTTPResponse) -> HTTPResponse {
        // Many may have asked for it before it was there.
        if let response = self[key] { return response }
        var response = make()
        made.add(1, ordering: .relaxed)
        let size = response.body.count + key.size
        response.shareBody()
        keep(response, size, key)
        return response
    }

    /// Makes a document that is not to be kept.
    func unkept(_ make: () -> HTTPResponse) -> HTTPResponse {
        made.add(1, ordering: .relaxed)
        return make()
    }

    private func keep(_ response: HTTPResponse, _ size: Int, _ key: DocumentKey<Host.Call>) {
        guard size <= maximumBytes else { return }
        state.withLock { state in
            if let old = state.entries.removeValue(forKey: key) { state.bytes -= old.size }
            // Looking through all of them costs little beside making one.
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
