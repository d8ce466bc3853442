import ASMX
import Operations

/// Methods of the general service that the vendor has disabled. Source: Archer.docc/Faults.md.
let disabledSessionOperations: [Operation<ArcherCall>] = [
    .disabled("CreateDomainUserSession", use: "CreateDomainUserSessionFromInstance"),
    .disabled("CreateUserSession", use: "CreateUserSessionFromInstance"),
]

/// Methods of the access control service that the vendor has disabled. Source: Archer.docc/Faults.md.
let disabledUserOperations: [Operation<ArcherCall>] = [
    .disabled("GetTimeZones", use: "the list of time zones in the documentation"),
    .disabled("UseDaylightSavings", use: nil),
]

extension Operation where Call == ArcherCall {
    /// Returns the row of a method that the vendor has disabled. No contract lists it, and a call of it is refused. A
    /// `replacement` of nil means that there is none.
    fileprivate static func disabled(_ name: String, use replacement: String?) -> Self {
        Self(name, returns: .nothing, isEmulated: false, documentation: "Disabled by the vendor.") { _ in
            throw ArcherRefusal.disabled(name, use: replacement)
        }
    }
}
