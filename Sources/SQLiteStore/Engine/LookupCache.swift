import Accounts
import Synchronization

/// A cache of answers to look-ups of identities: the single value of the wanted scheme that the single holder of an
/// identity has. A repeated look-up then needs no query.
///
/// The cache never returns outdated data. Before the writer commits a change of identities, it removes what the change
/// may affect (``change(_:)``), and nothing new is cached until it has committed. The count of changes (``moment``)
/// ensures that a reader does not cache after a change what it read before it.
///
/// Answers are packed one after the other into buckets of 256 bytes; each takes six bytes plus the two texts. The
/// oldest answer of a bucket makes room for a new one. So 32 MB hold the answers for a million users with names of
/// ordinary length. Memory that is not needed yet is not taken from the system.
final class LookupCache: @unchecked Sendable {
    /// The question without the key: whose value of which scheme is wanted. The numbers are those of the database.
    struct Question: Hashable, Sendable {
        let site: Int64
        let given: Int64
        let wanted: Int64

        /// The wanted number of the question for the account itself. No scheme has it.
        static let account: Int64 = 0
    }

    /// A count of changes.
    struct Moment: Sendable {
        fileprivate let count: UInt64
        /// While a change is being committed, the count is odd.
        fileprivate var isQuiet: Bool { count & 1 == 0 }
    }

    private static let bucketBytes = 256
    /// The greatest length of an answer. Longer ones are not cached, because they would displace too many others.
    private static let longest = bucketBytes / 2
    /// The number of questions that get a number. A site has two. Further ones are always looked up in the database.
    private static let questionMask: UInt64 = 1023
    /// The number of places that are tried for a question.
    private static let questionProbes: UInt64 = 8

    private let answers: BucketTable
    /// Each question at its number, packed into one word. 0 if there is none yet.
    private let questions = AtomicWords(count: Int(questionMask) + 1)
    private let changes = Atomic<UInt64>(0)

    /// Creates a cache of up to this many bytes, rounded down to a power of two. It caches nothing if that is less than
    /// a page.
    init(bytes: Int) {
        answers = BucketTable(bytes: bytes, bucketBytes: Self.bucketBytes)
    }

    // MARK: Readers

    /// The current moment. Read it before you query the database.
    var moment: Moment { Moment(count: changes.load(ordering: .sequentiallyConsistent)) }

    /// Returns the answer to a question about the holder of a key, or nil if it is not cached.
    func answer(to question: Question, about key: String) -> String? {
        find(question, about: key) { String(decoding: $0, as: UTF8.self) }
    }

    /// Returns the account that holds a key, for the question with ``Question/account``, or nil if it is not cached.
    func account(answering question: Question, about key: String) -> AccountID? {
        find(question, about: key) { AccountID(rawValue: UnsafeRawBufferPointer($0).loadUnaligned(as: Int64.self)) }
    }

    /// Caches the database's answer that was read after a moment, unless there has been a change since.
    func keep(_ answer: String, to question: Question, about key: String, since moment: Moment) {
        var answer = answer
        answer.withUTF8 { keep($0, to: question, about: key, since: moment) }
    }

    /// Caches the only account that holds a key, like ``keep(_:to:about:since:)``.
    func keep(account: AccountID, to question: Question, about key: String, since moment: Moment) {
        withUnsafeBytes(of: account.rawValue) { keep($0.assumingMemoryBound(to: UInt8.self), to: question, about: key, since: moment) }
    }

    private func find<Answer>(_ question: Question, about key: String, _ body: (UnsafeBufferPointer<UInt8>) -> Answer) -> Answer? {
        guard let number = number(of: question, adding: false) else { return nil }
        var key = key
        return key.withUTF8 { key in
            let hash = Self.hash(question.site, question.given, key)
            return answers.withBucket(hash) { bucket in
                bucket.find(BucketTable.tag(hash), number, key).map { body(bucket.value(at: $0)) }
            }
        }
    }

    private func keep(_ answer: UnsafeBufferPointer<UInt8>, to question: Question, about key: String, since moment: Moment) {
        guard moment.isQuiet, !answers.isOff, let number = number(of: question, adding: true) else { return }
        var key = key
        key.withUTF8 { key in
            guard LookupBucket.size(key: key.count, value: answer.count) <= Self.longest else { return }
            let hash = Self.hash(question.site, question.given, key)
            answers.withBucket(hash) { bucket in
                // This check is made while the lock is held, so that a change that begins now finds the answer and
                // removes it.
                guard changes.load(ordering: .sequentiallyConsistent) == moment.count else { return }
                if bucket.find(BucketTable.tag(hash), number, key) == nil { bucket.append(BucketTable.tag(hash), number, key, answer) }
            }
        }
    }

    // MARK: The writer

    /// Removes what a commit may change, commits, and then allows answers to be cached again. Only the writing thread
    /// may call this.
    func change(_ touched: PersonChanges.Touched, commit: () throws(Failure) -> Void) throws(Failure) {
        if case .some([], _) = touched { return try commit() }
        guard !answers.isOff else { return try commit() }
        changes.wrappingAdd(1, ordering: .sequentiallyConsistent)
        defer { changes.wrappingAdd(1, ordering: .sequentiallyConsistent) }
        switch touched {
        case .some(let keys, _): for key in keys { forget(key) }
        case .tooMany: answers.removeAll()
        }
        try commit()
    }

    /// Clears the cache and caches nothing from now on.
    func close() {
        changes.bitwiseOr(1, ordering: .sequentiallyConsistent)
        answers.removeAll()
    }

    private func forget(_ touched: PersonChanges.Key) {
        var text = touched.text
        text.withUTF8 { key in
            let hash = Self.hash(touched.site, touched.scheme, key)
            answers.withBucket(hash) { bucket in
                // The hash does not depend on the wanted scheme, so answers to all questions about the key are in one
                // bucket.
                bucket.removeAll(BucketTable.tag(hash), key)
            }
        }
    }

    // MARK: Parts

    /// Returns the number of a question, or nil if it has none or no number is left for it.
    private func number(of question: Question, adding: Bool) -> UInt16? {
        guard let site = UInt32(exactly: question.site), let given = UInt16(exactly: question.given),
            let wanted = UInt16(exactly: question.wanted), given != 0
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

    private static func hash(_ site: Int64, _ scheme: Int64, _ key: UnsafeBufferPointer<UInt8>) -> UInt64 {
        BucketTable.hash(site &* 31 &+ scheme, key)
    }
}
