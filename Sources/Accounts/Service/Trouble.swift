/// An internal failure of the store or the server. The caller is not to blame, and no system has a message for it.
///
/// A service throws it. A refusal is returned instead, so that no system can mistake one for the other.
public enum Trouble: Error, Hashable, Sendable {
    /// The store failed.
    case store(StoreError)
    /// There is no memory for a hash now. Another attempt in a second may succeed.
    case outOfMemory

    /// The failure in words for the log and the journal.
    public var reason: String {
        switch self {
        case .store(let error): "the store \(error.reason)"
        case .outOfMemory: "there is no memory for a hash"
        }
    }
}

/// The reason why work that may be refused or may fail has ended.
enum Stop<Refusal: Error & Hashable>: Error, Hashable {
    /// The caller is refused.
    case refused(Refusal)
    /// The store or the server failed.
    case trouble(Trouble)

    /// Does work. Returns its value or its refusal, and throws its failure.
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
