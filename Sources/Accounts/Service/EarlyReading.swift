/// What a call reads from a remote store before its work begins. Calls that wait for their work at the same time read together, in one
/// round trip.
public final class EarlyReading: Sendable {
    private let inquiry: StoreInquiry
    private let store: any AccountStore
    private let ahead: ReadAhead

    /// Creates what is read from a store. The answers are kept for the call that `ahead` belongs to.
    public init(_ inquiry: StoreInquiry, from store: any AccountStore, into ahead: ReadAhead) {
        self.inquiry = inquiry
        self.store = store
        self.ahead = ahead
    }

    /// Reads at once, unless a reading for the call has failed already. Returns whether the store has answered. Blocks. If the store fails,
    /// the call finds that out when it reads ahead.
    public func perform() -> Bool {
        guard !ahead.hasFailed else { return false }
        do throws(StoreError) {
            ahead.keep(try store.answers(to: inquiry.questions, in: inquiry.site), to: inquiry.questions, in: inquiry.site)
            return true
        } catch {
            ahead.endEarlyReading(.failed(error))
            return false
        }
    }

    /// Reads for several calls, which have the same store. Blocks. If the store fails, each call finds that out when it reads ahead. If
    /// only what some of the calls ask may be the cause, each call then reads by itself.
    public static func perform(_ readings: [EarlyReading]) {
        guard let store = readings.first?.store else { return }
        for (reading, answers) in zip(readings, store.answers(to: readings.map(\.inquiry))) {
            switch answers {
            case .success(let answers): reading.ahead.keep(answers, to: reading.inquiry.questions, in: reading.inquiry.site)
            case .failure(let error): reading.ahead.endEarlyReading(.failed(error))
            case nil: reading.ahead.endEarlyReading(.failedForAll)
            }
        }
    }
}

extension EarlyReading: Hashable {
    /// Returns whether two are the same object.
    public static func == (one: EarlyReading, other: EarlyReading) -> Bool { one === other }

    /// Hashes the object's identity.
    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
