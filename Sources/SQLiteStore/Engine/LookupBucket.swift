import Glibc

/// A part of a ``BucketTable``: two bytes with the number of bytes used, then the answers one after the other, oldest
/// first. The user of a bucket must hold its lock.
///
/// An answer is one byte of its key's hash, the number of the question, the lengths of key and value, and both.
struct LookupBucket: @unchecked Sendable {
    private static let begin = 2
    private static let headBytes = 6

    private let bytes: UnsafeMutableRawPointer
    private let capacity: Int

    /// Creates a bucket in memory. Zeros are an empty bucket.
    init(_ memory: UnsafeMutableRawPointer, bytes: Int) {
        self.bytes = memory
        capacity = bytes - Self.begin
    }

    private var used: Int {
        get { Int(bytes.load(as: UInt16.self)) }
        nonmutating set { bytes.storeBytes(of: UInt16(truncatingIfNeeded: newValue), as: UInt16.self) }
    }

    /// Returns the size of an answer.
    static func size(key: Int, value: Int) -> Int { headBytes + key + value }

    /// Returns where the answer with this key to a numbered question begins, or nil.
    func find(_ tag: UInt8, _ question: UInt16, _ key: UnsafeBufferPointer<UInt8>) -> Int? {
        let end = Self.begin + used
        var position = Self.begin
        while position < end {
            if byte(position) == Int(tag), self.question(at: position) == question, hasKey(key, at: position) { return position }
            position += size(at: position)
        }
        return nil
    }

    /// Returns the value of the answer that begins at a position.
    func value(at position: Int) -> UnsafeBufferPointer<UInt8> {
        let start = bytes + position + Self.headBytes + byte(position + 3)
        let count = valueLength(at: position)
        return UnsafeBufferPointer(start: start.assumingMemoryBound(to: UInt8.self), count: count)
    }

    /// Adds an answer at the end and removes the oldest ones to make room. Does nothing if it is longer than a bucket, or
    /// its key longer than 255 bytes.
    func append(_ tag: UInt8, _ question: UInt16, _ key: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>) {
        let size = Self.size(key: key.count, value: value.count)
        guard size <= capacity, let keyLength = UInt8(exactly: key.count), let valueLength = UInt16(exactly: value.count) else { return }
        while used + size > capacity { remove(at: Self.begin) }
        let start = bytes + Self.begin + used
        start.storeBytes(of: tag, as: UInt8.self)
        (start + 1).storeBytes(of: question, as: UInt16.self)
        (start + 3).storeBytes(of: keyLength, as: UInt8.self)
        (start + 4).storeBytes(of: valueLength, as: UInt16.self)
        if let address = key.baseAddress { memcpy(start + Self.headBytes, address, key.count) }
        if let address = value.baseAddress { memcpy(start + Self.headBytes + key.count, address, value.count) }
        used += size
    }

    /// Removes all answers with this key, whatever the question.
    func removeAll(_ tag: UInt8, _ key: UnsafeBufferPointer<UInt8>) {
        var position = Self.begin
        while position < Self.begin + used {
            if byte(position) == Int(tag), hasKey(key, at: position) { remove(at: position) } else { position += size(at: position) }
        }
    }

    /// Removes all answers.
    func removeAll() {
        // Reading does not make the system allocate memory, but writing would.
        if used != 0 { used = 0 }
    }

    private func remove(at position: Int) {
        let size = size(at: position)
        memmove(bytes + position, bytes + position + size, Self.begin + used - position - size)
        used -= size
    }

    private func byte(_ position: Int) -> Int { Int(bytes.load(fromByteOffset: position, as: UInt8.self)) }

    private func question(at position: Int) -> UInt16 { bytes.loadUnaligned(fromByteOffset: position + 1, as: UInt16.self) }

    private func valueLength(at position: Int) -> Int { Int(bytes.loadUnaligned(fromByteOffset: position + 4, as: UInt16.self)) }

    private func size(at position: Int) -> Int { Self.size(key: byte(position + 3), value: valueLength(at: position)) }

    private func hasKey(_ key: UnsafeBufferPointer<UInt8>, at position: Int) -> Bool {
        guard byte(position + 3) == key.count else { return false }
        guard let address = key.baseAddress else { return true }
        return memcmp(bytes + position + Self.headBytes, address, key.count) == 0
    }
}
