import Accounts
public import HTTPServer

/// Why a server could not start.
public enum ServerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The listeners of a server.
    public enum Listener: Hashable, Sendable {
        /// The listener of the emulated systems.
        case systems
        /// The listener of the admin API.
        case admin
    }

    /// A listener cannot start.
    case listener(Listener, HTTPServerError)
    /// The settings name a site that is neither in the store nor in the fixtures. `known` are the existing ones.
    case unknownSite(String, known: [String])
    /// The store or the fixtures are not usable, for this reason in one line.
    case failed(String)

    /// The reason in one line.
    public var description: String {
        switch self {
        case .listener(_, let error): error.description
        case .unknownSite(let name, let known):
            "settings for a site \"\(name)\", which is not there; there are \(known.joined(separator: ", "))"
        case .failed(let reason): reason
        }
    }

    /// Reads from the store.
    static func reading<Result>(_ body: () throws(StoreError) -> Result) throws(ServerError) -> Result {
        do throws(StoreError) {
            return try body()
        } catch {
            throw .failed("the store cannot be read: \(error)")
        }
    }
}
