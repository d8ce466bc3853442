public import ASMX
public import Accounts
public import Calls
import Operations

/// xWEB as a whole: the SOAP service and its JSON twin over one table of operations.
public struct XWebService: Sendable {
    let host: XWebHost
    private let endpoint: Endpoint<XWebHost>

    /// The service over a user service.
    public init(users: UserService, settings: PerSite<XWebSettings>, profile: Profile) {
        host = XWebHost(users: users, settings: settings, profile: profile)
        endpoint = Endpoint(host)
    }

    /// Answers a request to `netForumXML.asmx`; `pathInfo` is what stands behind it in the path.
    public func soap(_ context: CallContext, pathInfo: String?) -> HTTPAnswer {
        endpoint.answer(context, pathInfo: pathInfo)
    }

    /// Answers a request to `JSON/operation`.
    public func json(_ context: CallContext, operation: String) -> HTTPAnswer {
        context.addressed(to: host.service(in: context.site).facts)
        return CallRunner.answer(context, by: XWebJSON(host: host, name: operation))
    }
}
