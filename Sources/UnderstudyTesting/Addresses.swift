/// The addresses of xWEB for a site.
public struct XWebAddresses: Sendable {
    let site: String

    /// The SOAP service. With `?WSDL` behind it, its contract.
    public var url: String { site + "/xweb/secure/netForumXML.asmx" }
    /// The root of the JSON twin, to which an operation's name is added.
    public var json: String { site + "/xweb/JSON/" }
}

/// The addresses of Archer for a site.
public struct ArcherAddresses: Sendable {
    let site: String

    /// The SOAP service `general`.
    public var general: String { site + "/ws/general.asmx" }
    /// The SOAP service `accesscontrol`.
    public var accessControl: String { site + "/ws/accesscontrol.asmx" }
    /// The SOAP service `accessrole`.
    public var accessRole: String { site + "/ws/accessrole.asmx" }
    /// The root of the REST API, to which a resource is added.
    public var rest: String { site + "/api/core/" }
}

/// The addresses of Luminate Online for a site.
public struct LuminateAddresses: Sendable {
    let site: String

    /// `CRConsAPI`, for browsers.
    public var client: String { site + "/site/CRConsAPI" }
    /// `SRConsAPI`, for programs.
    public var server: String { site + "/site/SRConsAPI" }
}

/// The name of an account, in one of the systems.
public struct AccountReference: Hashable, Sendable {
    let text: String

    /// An xWEB web user by record number.
    public static func recno(_ number: String) -> AccountReference { .init(text: "recno:\(number)") }
    /// An Archer user by number.
    public static func userID(_ number: String) -> AccountReference { .init(text: "user_id:\(number)") }
    /// A constituent of Luminate Online by number.
    public static func consID(_ number: String) -> AccountReference { .init(text: "cons_id:\(number)") }
}
