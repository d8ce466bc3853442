/// Bytes that many answers send. They are kept once, however many connections are sending them, until the last has done.
public final class SharedBytes: @unchecked Sendable {
    // Written before anybody else knows of it, and never again.
    private let memory: UnsafeMutableRawBufferPointer

    /// A copy of some bytes.
    public init(_ bytes: [UInt8]) {
        memory = .allocate(byteCount: bytes.count, alignment: 1)
        memory.copyBytes(from: bytes)
    }

    deinit {
        memory.deallocate()
    }

    /// The bytes, which stay where they are as long as this object lives.
    public var buffer: UnsafeRawBufferPointer { UnsafeRawBufferPointer(memory) }
}
