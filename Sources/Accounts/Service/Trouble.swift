/// A failure of the store or of the server itself: nobody who calls is to blame, and no system has words of its own for it.
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

extension SignInRefusal {
    /// The failure of ours behind it; nil where the caller is refused.
    public var trouble: Trouble? {
        switch self {
        case .busy: .outOfMemory
        case .unavailable(let error): .store(error)
        default: nil
        }
    }
}

extension PasswordChangeRefusal {
    /// The failure of ours behind it; nil where the caller is refused.
    public var trouble: Trouble? {
        switch self {
        case .busy: .outOfMemory
        case .unavailable(let error): .store(error)
        default: nil
        }
    }
}
