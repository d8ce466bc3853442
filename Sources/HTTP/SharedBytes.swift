/// Bytes that many responses send. They exist once, however many connections send them, and are freed after the last
/// one.
public final class SharedBytes: @unchecked Sendable {
    // Written only in the initializer, before any other thread can see it.
    private let memory: UnsafeMutableRawBufferPointer

    /// Creates a copy of some bytes.
    public init(_ bytes: [UInt8]) {
        memory = .allocate(byteCount: bytes.count, alignment: 1)
        memory.copyBytes(from: bytes)
    }

    deinit {
        memory.deallocate()
    }

    /// The bytes. They stay at this address as long as the object lives.
    public var buffer: UnsafeRawBufferPointer { UnsafeRawBufferPointer(memory) }
}
