/// Why a store did not do what it was asked.
public enum StoreError: Error, Hashable, Sendable {
    /// An identity of a unique scheme is held by another account.
    case identityTaken(Identity)
    /// The disk is full or cannot be written; reading goes on, and writing too once there is room.
    case cannotWrite(String)
    /// The store cannot be read, or something unforeseen.
    case failed(String)
}

extension StoreError {
    /// The error in words, for log and journal. An identity's value is left out.
    public var reason: String {
        switch self {
        case .identityTaken(let identity): "another account holds this value of \(identity.scheme.name)"
        case .cannotWrite(let why): "cannot write: \(why)"
        case .failed(let why): "failed: \(why)"
        }
    }
}
