/// A failure of the store or of the server itself: nobody who calls is to blame, and no system has words of its own for it.
///
/// A service throws it. What a caller is refused for is returned instead, so that no system can mistake the one for the other.
public enum Trouble: Error, Hashable, Sendable {
    /// The store failed.
    case store(StoreError)
    /// There is no memory for a hash at this moment; worth another try in a second.
    case outOfMemory

    /// The failure in words, for log and journal.
    public var reason: String {
        switch self {
        case .store(let error): "the store \(error.reason)"
        case .outOfMemory: "there is no memory for a hash"
        }
    }
}

/// Why work ends that may be refused and may fail.
enum Stop<Refusal: Error & Hashable>: Error, Hashable {
    /// The caller is refused.
    case refused(Refusal)
    /// Something of ours failed.
    case trouble(Trouble)

    /// Does work, and sorts its end: a refusal is returned, a failure thrown.
    static func sorting<Value>(_ work: () throws(Stop) -> Value) throws(Trouble) -> Result<Value, Refusal> {
        do throws(Stop) {
            return .success(try work())
        } catch {
            switch error {
            case .refused(let refusal): return .failure(refusal)
            case .trouble(let trouble): throw trouble
            }
        }
    }
}
