public import ASMX
public import Accounts
public import Calls
import Operations

/// The whole of xWEB: the SOAP service and its JSON twin, with one table of operations.
public struct XWebService: Sendable {
    let host: XWebHost
    private let endpoint: Endpoint<XWebHost>

    /// Creates the service for a user service.
    public init(users: UserService, settings: PerSite<XWebSettings>, profile: Profile) {
        host = XWebHost(users: users, settings: settings, profile: profile)
        endpoint = Endpoint(host)
    }

    /// Answers a request to `netForumXML.asmx`. `pathInfo` is the part of the path after it.
    public func soap(_ context: CallContext, pathInfo: String?) -> HTTPAnswer {
        endpoint.answer(context, pathInfo: pathInfo)
    }

    /// Answers a request to `JSON/operation`.
    public func json(_ context: CallContext, operation: String) -> HTTPAnswer {
        context.addressed(to: host.service(in: context.site).facts)
        return CallRunner.answer(context, by: XWebJSON(host: host, name: operation))
    }
}
