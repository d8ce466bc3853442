import Glibc

/// 256 bytes of ``LookupCache``: the number of bytes used, then the answers one after the other, oldest first. The user
/// of a bucket must hold its lock.
struct LookupBucket: @unchecked Sendable {
    private static let capacity = 255
    private static let headBytes = 5

    private let bytes: UnsafeMutableRawPointer

    init(bytes: UnsafeMutableRawPointer) {
        self.bytes = bytes
    }

    private var used: Int {
        get { Int(bytes.load(as: UInt8.self)) }
        nonmutating set { bytes.storeBytes(of: UInt8(truncatingIfNeeded: newValue), as: UInt8.self) }
    }

    /// Returns where the answer with this key to a numbered question begins, or nil.
    func find(_ tag: UInt8, _ question: UInt16, _ key: UnsafeBufferPointer<UInt8>) -> Int? {
        let end = 1 + used
        var position = 1
        while position < end {
            if byte(position) == tag, self.question(at: position) == question, hasKey(key, at: position) { return position }
            position += size(at: position)
        }
        return nil
    }

    /// Returns the value of the answer that begins at a position.
    func value(at position: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: bytes + position + Self.headBytes + byte(position + 3).int, count: byte(position + 4).int)
    }

    /// Adds an answer at the end and removes the oldest ones to make room. It must be shorter than a bucket.
    func append(_ tag: UInt8, _ question: UInt16, _ key: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>) {
        let size = Self.headBytes + key.count + value.count
        guard size <= Self.capacity else { return }
        while used + size > Self.capacity { remove(at: 1) }
        let start = bytes + 1 + used
        start.storeBytes(of: tag, as: UInt8.self)
        (start + 1).storeBytes(of: question, as: UInt16.self)
        (start + 3).storeBytes(of: UInt8(truncatingIfNeeded: key.count), as: UInt8.self)
        (start + 4).storeBytes(of: UInt8(truncatingIfNeeded: value.count), as: UInt8.self)
        if let address = key.baseAddress { memcpy(start + Self.headBytes, address, key.count) }
        if let address = value.baseAddress { memcpy(start + Self.headBytes + key.count, address, value.count) }
        used += size
    }

    /// Removes all answers with this key, whatever the question.
    func removeAll(_ tag: UInt8, _ key: UnsafeBufferPointer<UInt8>) {
        var position = 1
        while position < 1 + used {
            if byte(position) == tag, hasKey(key, at: position) { remove(at: position) } else { position += size(at: position) }
        }
    }

    private func remove(at position: Int) {
        let size = size(at: position)
        memmove(bytes + position, bytes + position + size, 1 + used - position - size)
        used -= size
    }

    private func byte(_ position: Int) -> UInt8 { bytes.load(fromByteOffset: position, as: UInt8.self) }

    private func question(at position: Int) -> UInt16 { bytes.loadUnaligned(fromByteOffset: position + 1, as: UInt16.self) }

    private func size(at position: Int) -> Int { Self.headBytes + byte(position + 3).int + byte(position + 4).int }

    private func hasKey(_ key: UnsafeBufferPointer<UInt8>, at position: Int) -> Bool {
        guard byte(position + 3).int == key.count else { return false }
        guard let address = key.baseAddress else { return true }
        return memcmp(bytes + position + Self.headBytes, address, key.count) == 0
    }
}

extension UInt8 {
    fileprivate var int: Int { Int(self) }
}
