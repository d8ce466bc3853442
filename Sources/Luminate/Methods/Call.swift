import Accounts
import Calls
import HTTP

/// The view that a method's code has of a call, besides its parameters.
struct Call: Sendable {
    /// What the request says about who calls.
    let authentication: Authentication
    let servlet: Luminate.Servlet
    let caller: Caller
    /// Whether the calling page, if there is one, may receive a token.
    let mayHoldToken: Bool
    /// Whether the servlet was called by its older name.
    let isAtOldName: Bool

    var sessions: ClientSessions { authentication.sessions }
    var users: UserService { sessions.users }
    var context: CallContext { sessions.context }
    var settings: SiteSettings { sessions.settings }

    /// The API key in the request.
    var apiKey: String { authentication.parameters["api_key"] ?? "" }

    /// The address of the servlet as the caller wrote it, without query and path parameters, which only select a server behind the
    /// vendor's load balancer, and without the slash that may follow the name.
    var url: String {
        var bare = context.request
        var path = Substring(bare.path).utf8.prefix { $0 != UInt8(ascii: ";") }
        while path.last == UInt8(ascii: "/") { path.removeLast() }
        bare.path = String(Substring(path))
        // The older name of the servlet sends callers on to its present one.
        if isAtOldName, let slash = bare.path.lastIndex(of: "/") { bare.path = "\(bare.path[...slash])\(servlet.rawValue)" }
        return bare.url
    }

    /// The call's time in seconds since 1970, as in answers.
    var timestamp: String { context.timestamp }

    /// The site whose accounts the call uses.
    var site: SiteID { context.site }

    /// The network of the client.
    var network: String { context.request.clientNetwork }

    /// The name of the application server in addresses and answers.
    var routingID: String { "00000000." + settings.applicationServer }
}
