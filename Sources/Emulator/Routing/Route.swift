import Archer
import Luminate

/// What a path leads to.
enum Route: Hashable, Sendable {
    /// Whether the process lives.
    case live
    /// Whether it can answer.
    case ready
    /// xWEB's SOAP page, and what stands behind the page's name.
    case xwebSOAP(pathInfo: String?)
    /// xWEB over JSON.
    case xwebJSON(operation: String)
    /// One of Archer's services, and what stands behind its page's name.
    case archer(ArcherServices.ServiceName, pathInfo: String?)
    /// One of Luminate's servlets.
    case luminate(Luminate.Servlet)
}
