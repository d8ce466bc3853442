import Synchronization

/// A fixed number of words that begin as zeros and that threads read and change without a lock.
final class AtomicWords: @unchecked Sendable {
    private let words: UnsafeMutablePointer<Atomic<UInt64>>
    private let count: Int

    init(count: Int) {
        self.count = count
        words = .allocate(capacity: count)
        for index in 0..<count { (words + index).initialize(to: Atomic(0)) }
    }

    deinit {
        words.deinitialize(count: count).deallocate()
    }

    /// The word at an index, which must be below the number of words.
    subscript(index: Int) -> Atomic<UInt64> {
        _read { yield words[index] }
    }
}
