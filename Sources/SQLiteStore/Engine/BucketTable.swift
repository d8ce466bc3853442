import Glibc
import Synchronization

/// The memory of a cache: a fixed number of buckets of one size, see ``LookupBucket``. A key's hash selects its bucket.
/// Memory that is not needed yet is not taken from the system.
final class BucketTable: @unchecked Sendable {
    private let memory: UnsafeMutableRawPointer?
    private let bucketBytes: Int
    private let bucketMask: Int
    /// The locks. Each protects the buckets whose number ends in the lock's number.
    private let locks: UnsafeMutablePointer<Mutex<Void>>

    private static let lockMask = 63

    /// Creates a table of up to this many bytes, rounded down to a power of two. It keeps nothing if that is less than a
    /// page, or if the system has no memory.
    ///
    /// - Parameters:
    ///   - bytes: The memory in bytes.
    ///   - bucketBytes: The size of a bucket, a power of two and at most a page.
    init(bytes: Int, bucketBytes: Int) {
        var size = 4096
        while size <= bytes / 2 { size *= 2 }
        let mapped =
            bytes < size ? nil : mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | Int32(MAP_ANONYMOUS) | Int32(MAP_NORESERVE), -1, 0)
        memory = mapped == MAP_FAILED ? nil : mapped
        self.bucketBytes = bucketBytes
        bucketMask = size / bucketBytes - 1
        locks = .allocate(capacity: Self.lockMask + 1)
        for index in 0...Self.lockMask { (locks + index).initialize(to: Mutex(())) }
    }

    deinit {
        if let memory { munmap(memory, (bucketMask + 1) * bucketBytes) }
        locks.deinitialize(count: Self.lockMask + 1).deallocate()
    }

    /// Whether it keeps nothing.
    var isOff: Bool { memory == nil }

    /// Calls a closure with the bucket of a hash, whose lock is held meanwhile. Returns nil if the table keeps nothing.
    @discardableResult
    func withBucket<Result>(_ hash: UInt64, _ body: (LookupBucket) -> Result?) -> Result? {
        guard let memory else { return nil }
        let index = Int(truncatingIfNeeded: hash) & bucketMask
        let bucket = LookupBucket(memory + index * bucketBytes, bytes: bucketBytes)
        let lock = locks + (index & Self.lockMask)
        return lock.pointee.withLock { _ in Unchecked(value: body(bucket)) }.value
    }

    /// Empties all buckets.
    func removeAll() {
        guard let memory else { return }
        // One lock at a time, so that readers wait only briefly.
        for lock in 0...Self.lockMask {
            locks[lock].withLock { _ in
                for bucket in stride(from: lock, through: bucketMask, by: Self.lockMask + 1) {
                    LookupBucket(memory + bucket * bucketBytes, bytes: bucketBytes).removeAll()
                }
            }
        }
    }

    /// What leaves the lock. The closure of ``withBucket(_:_:)`` and its caller are on one thread.
    private struct Unchecked<Value>: @unchecked Sendable {
        let value: Value
    }

    /// Returns a byte of a hash that has no part in selecting the bucket.
    static func tag(_ hash: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: hash >> 56) }

    /// Spreads keys over the buckets. Somebody who chose colliding keys could only displace answers, so the function
    /// need not be secret.
    static func hash(_ seed: Int64, _ key: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let factor: UInt64 = 0x9E37_79B9_7F4A_7C15
        var hash = UInt64(bitPattern: seed) &* factor ^ UInt64(key.count)
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
