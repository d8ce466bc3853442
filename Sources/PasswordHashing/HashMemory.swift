import CSodium
import Glibc

// libsodium maps memory for each hash and unmaps it afterwards, and has no other way. For a hash at the light cost that takes as long as the
// hash itself, because at each end the system interrupts the other cores. So this file replaces the two functions that it calls. A program's
// own functions take precedence over those of its libraries if the linker exports them, which Package.swift requests. For everything but
// the memory of such a hash, the functions do what the originals do, and nothing else.

/// Replaces `mmap(2)`.
@_cdecl("mmap")
public func understudyMap(
    _ address: UnsafeMutableRawPointer?, _ length: Int, _ protection: Int32, _ flags: Int32, _ file: Int32, _ offset: Int
) -> UnsafeMutableRawPointer? {
    if length == HashMemory.size, address == nil, file == -1, let memory = HashMemory.lend() { return memory }
    return csodium_map(address, length, protection, flags, file, offset)
}

/// Replaces `munmap(2)`.
@_cdecl("munmap")
public func understudyUnmap(_ address: UnsafeMutableRawPointer?, _ length: Int) -> Int32 {
    if length == HashMemory.size, let address, HashMemory.takeBack(address) { return 0 }
    return csodium_unmap(address, length)
}

/// The memory in which a thread computes hashes at the light cost. It stays with the thread, and has only zeros except while a hash is
/// computed: what was computed from a password is overwritten as soon as the hash is ready.
final class HashMemory {
    /// The size of the memory of a hash at the light cost in bytes.
    static let size = Argon2idCost.light.memory * 1024

    private var memory: UnsafeMutableRawPointer?
    private var isOffered = false
    private var isLent = false
    /// The number of hashes that were computed in it.
    private(set) var loans = 0

    private static let key: pthread_key_t? = {
        var key = pthread_key_t()
        let code = pthread_key_create(&key) { object in
            if let object { Unmanaged<HashMemory>.fromOpaque(object).release() }
        }
        return code == 0 ? key : nil
    }()

    /// The calling thread's memory. Nil if the thread has not hashed.
    static var own: HashMemory? {
        key.flatMap { pthread_getspecific($0) }.map { Unmanaged<HashMemory>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Lets a hash that `work` computes use the calling thread's memory.
    static func offered<Result>(to work: () -> Result) -> Result {
        let own = own ?? begin()
        own?.isOffered = true
        defer { own?.isOffered = false }
        return work()
    }

    private static func begin() -> HashMemory? {
        guard let key else { return nil }
        let own = HashMemory()
        pthread_setspecific(key, Unmanaged.passRetained(own).toOpaque())
        return own
    }

    /// Returns the thread's memory, or nil if it is not offered or is in use.
    fileprivate static func lend() -> UnsafeMutableRawPointer? {
        guard let own, own.isOffered, !own.isLent else { return nil }
        let memory = own.memory ?? .allocate(byteCount: size, alignment: 64)
        if own.memory == nil { memory.initializeMemory(as: UInt8.self, repeating: 0, count: size) }
        own.memory = memory
        own.isLent = true
        own.loans += 1
        return memory
    }

    /// Overwrites the thread's memory. Returns false if the address is not that of lent memory.
    fileprivate static func takeBack(_ address: UnsafeMutableRawPointer) -> Bool {
        guard let own, own.isLent, own.memory == address else { return false }
        sodium_memzero(address, size)
        own.isLent = false
        return true
    }

    /// Whether it has only zeros.
    var isWiped: Bool { memory.map { UnsafeRawBufferPointer(start: $0, count: Self.size).allSatisfy { $0 == 0 } } ?? true }

    deinit { memory?.deallocate() }
}
