public import ASMX
public import Accounts
public import Calls
public import HTTP
import Operations

/// xWEB as a whole: the SOAP service and its JSON twin over one table of operations.
public struct XWebService: Sendable {
    let host: XWebHost
    private let endpoint: Endpoint<XWebHost>

    /// The service over a user service.
    public init(
        users: UserService, settings: PerSite<XWebSettings>, profile: Profile, log: @escaping CallLog = { _, _ in }
    ) {
        host = XWebHost(users: users, settings: settings, profile: profile, log: log)
        endpoint = Endpoint(host)
    }

    /// Answers a request to `netForumXML.asmx`; `pathInfo` is what stands behind it in the path.
    public func soap(_ request: HTTPRequest, pathInfo: String?, in site: SiteID) -> HTTPAnswer {
        endpoint.answer(request, pathInfo: pathInfo, in: site)
    }

    /// Answers a request to `JSON/operation`.
    public func json(_ request: HTTPRequest, operation: String, in site: SiteID) -> HTTPAnswer {
        XWebJSON(host: host).answer(request, operation: operation, in: site)
    }
}
