/// Why a call to a store failed.
public enum StoreError: Error, Hashable, Sendable {
    /// Another account already has an identity of a unique scheme.
    case identityTaken(Identity)
    /// Another container of this kind has the number or the key.
    case containerTaken(ContainerKind)
    /// Another rule set has the name.
    case policyTaken(String)
    /// Another row of this table has the key.
    case rowTaken(RowTable)
    /// A container cannot be put into itself, nor into one that is in it.
    case cycle(ContainerID, in: ContainerID)
    /// Changes by others at the same time interfered. Nothing was changed. The same call may succeed if it is repeated.
    case tryAgain(String)
    /// The site was replaced by a reset, or deleted, after the call began. Nothing was changed.
    case siteGone
    /// The store cannot be reached now, or is too slow. Nothing was changed. The same call may succeed in a moment.
    case unavailable(String)
    /// The connection to the store was lost during the call. The changes may have been made or not.
    case outcomeUnknown(String)
    /// The disk is full or cannot be written. Reading still works, and writing works again once there is room.
    case cannotWrite(String)
    /// The store cannot be read, or an unexpected error occurred.
    case failed(String)
}

extension StoreError {
    /// The error in words for the log and the journal. It does not contain an identity's value.
    public var reason: String {
        switch self {
        case .identityTaken(let identity): "another account holds this value of \(identity.scheme.name)"
        case .containerTaken(let kind): "another \(kind.rawValue) has this number or key"
        case .policyTaken: "another rule set has this name"
        case .rowTaken(let table): "another row of \(table.rawValue) has this key"
        case .cycle: "a container would be inside of itself"
        case .tryAgain(let why): "others came first: \(why)"
        case .siteGone: "has replaced or deleted the site since the call began"
        case .unavailable(let why): "is not available: \(why)"
        case .outcomeUnknown(let why): "it is not known whether the change was made: \(why)"
        case .cannotWrite(let why): "cannot write: \(why)"
        case .failed(let why): "failed: \(why)"
        }
    }
}
