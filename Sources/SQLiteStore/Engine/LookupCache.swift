import Glibc
import Synchronization

/// A cache of answers to look-ups of identities: the single value of the wanted scheme that the single holder of an
/// identity has. A repeated look-up then needs no query.
///
/// The cache never returns outdated data. Before the writer commits a change of identities, it removes what the change
/// may affect (``change(_:)``), and nothing new is cached until it has committed. The count of changes (``moment``)
/// ensures that a reader does not cache after a change what it read before it.
///
/// Answers are packed one after the other into buckets of 256 bytes; each takes five bytes plus the two texts. The
/// oldest answer of a bucket makes room for a new one. So 32 MB hold the answers for a million users with names of
/// ordinary length. Memory that is not needed yet is not taken from the system.
final class LookupCache: @unchecked Sendable {
    /// The question without the key: whose value of which scheme is wanted. The numbers are those of the database.
    struct Question: Hashable, Sendable {
        let site: Int64
        let given: Int64
        let wanted: Int64
    }

    /// A count of changes.
    struct Moment: Sendable {
        fileprivate let count: UInt64
        /// While a change is being committed, the count is odd.
        fileprivate var isQuiet: Bool { count & 1 == 0 }
    }

    private static let bucketBytes = 256
    /// The header of an answer: one byte of its hash, two for the question, and one for each length.
    private static let headBytes = 5
    /// The greatest length of an answer. Longer ones are not cached, because they would displace too many others.
    private static let longest = bucketBytes / 2
    /// The locks. Each protects the buckets whose number ends in the lock's number.
    private static let lockMask = 63
    /// The number of questions that get a number. A site has two. Further ones are always looked up in the database.
    private static let questionMask: UInt64 = 1023
    /// The number of places that are tried for a question.
    private static let questionProbes: UInt64 = 8

    private let memory: UnsafeMutableRawPointer?
    private let bucketMask: Int
    private let locks: UnsafeMutablePointer<Mutex<Void>>
    /// Each question at its number, packed into one word. 0 if there is none yet.
    private let questions: UnsafeMutablePointer<Atomic<UInt64>>
    private let changes = Atomic<UInt64>(0)

    /// Creates a cache of up to this many bytes, rounded down to a power of two. It caches nothing if that is less than
    /// a page.
    init(bytes: Int) {
        var size = 4096
        while size <= bytes / 2 { size *= 2 }
        let mapped =
            bytes < size ? nil : mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | Int32(MAP_ANONYMOUS) | Int32(MAP_NORESERVE), -1, 0)
        memory = mapped == MAP_FAILED ? nil : mapped
        bucketMask = size / Self.bucketBytes - 1
        locks = .allocate(capacity: Self.lockMask + 1)
        for index in 0...Self.lockMask { (locks + index).initialize(to: Mutex(())) }
        questions = .allocate(capacity: Int(Self.questionMask) + 1)
        for index in 0...Int(Self.questionMask) { (questions + index).initialize(to: Atomic(0)) }
    }

    deinit {
        if let memory { munmap(memory, (bucketMask + 1) * Self.bucketBytes) }
        locks.deinitialize(count: Self.lockMask + 1).deallocate()
        questions.deinitialize(count: Int(Self.questionMask) + 1).deallocate()
    }

    // MARK: Readers

    /// The current moment. Read it before you query the database.
    var moment: Moment { Moment(count: changes.load(ordering: .sequentiallyConsistent)) }

    /// Returns the answer to a question about the holder of a key, or nil if it is not cached.
    func answer(to question: Question, about key: String) -> String? {
        guard let memory, let number = number(of: question, adding: false) else { return nil }
        var key = key
        return key.withUTF8 { key in
            let hash = Self.hash(question.site, question.given, key)
            return withBucket(hash, in: memory) { bucket in
                bucket.find(Self.tag(hash), number, key).map { String(decoding: bucket.value(at: $0), as: UTF8.self) }
            }
        }
    }

    /// Caches the database's answer that was read after a moment, unless there has been a change since.
    func keep(_ answer: String, to question: Question, about key: String, since moment: Moment) {
        guard moment.isQuiet, let memory, let number = number(of: question, adding: true) else { return }
        var (key, answer) = (key, answer)
        key.withUTF8 { key in
            answer.withUTF8 { answer in
                guard Self.headBytes + key.count + answer.count <= Self.longest else { return }
                let hash = Self.hash(question.site, question.given, key)
                withBucket(hash, in: memory) { bucket in
                    // This check is made while the lock is held, so that a change that begins now finds the answer and
                    // removes it.
                    guard changes.load(ordering: .sequentiallyConsistent) == moment.count else { return }
                    if bucket.find(Self.tag(hash), number, key) == nil { bucket.append(Self.tag(hash), number, key, answer) }
                }
            }
        }
    }

    // MARK: The writer

    /// Removes what a commit may change, commits, and then allows answers to be cached again. Only the writing thread
    /// may call this.
    func change(_ touched: IdentityChanges.Touched, commit: () throws(Failure) -> Void) throws(Failure) {
        guard memory != nil, !touched.isNothing else { return try commit() }
        changes.wrappingAdd(1, ordering: .sequentiallyConsistent)
        defer { changes.wrappingAdd(1, ordering: .sequentiallyConsistent) }
        switch touched {
        case .keys(let keys): for key in keys { forget(key) }
        case .tooMany: forgetAll()
        }
        try commit()
    }

    /// Clears the cache and caches nothing from now on.
    func close() {
        changes.bitwiseOr(1, ordering: .sequentiallyConsistent)
        forgetAll()
    }

    private func forget(_ touched: IdentityChanges.Key) {
        guard let memory else { return }
        var text = touched.text
        text.withUTF8 { key in
            let hash = Self.hash(touched.site, touched.scheme, key)
            withBucket(hash, in: memory) { bucket in
                // The hash does not depend on the wanted scheme, so answers to all questions about the key are in one
                // bucket.
                bucket.removeAll(Self.tag(hash), key)
            }
        }
    }

    private func forgetAll() {
        guard let memory else { return }
        // One lock at a time, so that readers wait only briefly. A bucket whose first byte is zero is empty.
        for lock in 0...Self.lockMask {
            locks[lock].withLock { _ in
                for bucket in stride(from: lock, through: bucketMask, by: Self.lockMask + 1) {
                    let first = memory + bucket * Self.bucketBytes
                    // Reading does not make the system allocate memory, but writing would.
                    if first.load(as: UInt8.self) != 0 { first.storeBytes(of: 0, as: UInt8.self) }
                }
            }
        }
    }

    // MARK: Parts

    private func withBucket<Result: Sendable>(
        _ hash: UInt64, in memory: UnsafeMutableRawPointer, _ body: (LookupBucket) -> Result
    ) -> Result {
        let index = Int(truncatingIfNeeded: hash) & bucketMask
        let bucket = LookupBucket(bytes: memory + index * Self.bucketBytes)
        return locks[index & Self.lockMask].withLock { _ -> Result in body(bucket) }
    }

    /// Returns the number of a question, or nil if it has none or no number is left for it.
    private func number(of question: Question, adding: Bool) -> UInt16? {
        guard let site = UInt32(exactly: question.site), let given = UInt16(exactly: question.given),
            let wanted = UInt16(exactly: question.wanted), wanted != 0
        else { return nil }
        let packed = UInt64(site) << 32 | UInt64(given) << 16 | UInt64(wanted)
        let start = packed &* 0x9E37_79B9_7F4A_7C15 >> 40
        for probe in 0..<Self.questionProbes {
            let place = Int((start &+ probe) & Self.questionMask)
            var found = questions[place].load(ordering: .relaxed)
            if found == 0, adding {
                found = questions[place].compareExchange(expected: 0, desired: packed, ordering: .relaxed).original
                if found == 0 { return UInt16(place) }
            }
            if found == packed { return UInt16(place) }
            if found == 0 { return nil }
        }
        return nil
    }

    private static func tag(_ hash: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: hash >> 56) }

    /// Spreads keys over the buckets. Somebody who chose colliding keys could only displace answers, so the function
    /// need not be secret.
    private static func hash(_ site: Int64, _ scheme: Int64, _ key: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let factor: UInt64 = 0x9E37_79B9_7F4A_7C15
        var hash = UInt64(bitPattern: site &* 31 &+ scheme) &* factor ^ UInt64(key.count)
        let bytes = UnsafeRawBufferPointer(key)
        var position = 0
        while position + 8 <= bytes.count {
            hash = (hash ^ bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)) &* factor
            hash ^= hash >> 29
            position += 8
        }
        var rest: UInt64 = 0
        while position < bytes.count {
            rest = rest << 8 | UInt64(bytes[position])
            position += 1
        }
        hash = (hash ^ rest) &* factor
        hash ^= hash >> 32
        hash &*= factor
        return hash ^ hash >> 29
    }
}
