import HTTP

/// The addresses of the console.
enum ConsoleAddress: Hashable {
    case requests
    case request(String)
    /// The calls of the list as a file.
    case export
    case accounts
    case account(String)
    case sessions
    case faults
    case callers
    /// The callers as a file.
    case callerExport
    case operations
    case outbox
    case sites
    case settings
    /// Where a browser shows the admin token.
    case signIn
    /// Where a browser is forgotten.
    case signOut
    /// Where forms are sent that call the API.
    case call

    /// Creates the address of a path, or returns nil if it is none of the console's.
    init?(path: String) {
        let parts = path.split(separator: "/").map { part in (try? PercentEncoding.decode(part, plusIsBlank: false)) ?? String(part) }
        switch (parts.first, parts.count) {
        case (nil, _): self = .requests
        case ("requests", 1): self = .requests
        case ("requests", 2): self = .request(parts[1])
        case ("export", 1): self = .export
        case ("accounts", 1): self = .accounts
        case ("accounts", 2): self = .account(parts[1])
        case ("sessions", 1): self = .sessions
        case ("faults", 1): self = .faults
        case ("callers", 1): self = .callers
        case ("callers", 2) where parts[1] == "export": self = .callerExport
        case ("operations", 1): self = .operations
        case ("outbox", 1): self = .outbox
        case ("sites", 1): self = .sites
        case ("settings", 1): self = .settings
        case ("sign-in", 1): self = .signIn
        case ("sign-out", 1): self = .signOut
        case ("call", 1): self = .call
        default: return nil
        }
    }

    /// The methods that are answered.
    var methods: [String] {
        switch self {
        case .call, .signOut: ["POST"]
        // A rule that is tried comes in a body.
        case .signIn, .faults: ["GET", "HEAD", "POST"]
        default: ["GET", "HEAD"]
        }
    }

    /// The greatest length of a body in bytes. The longest field of a form is a fault rule.
    var bodyLimit: Int {
        switch self {
        case .signIn, .signOut: 8 << 10
        case .call, .faults: 256 << 10
        default: 0
        }
    }

    /// Returns the path of the sign-in page, which leads back to the page that was requested.
    func path(from request: HTTPRequest) -> String {
        let back = request.method == "POST" ? "/" : request.path + (request.query.map { "?\($0)" } ?? "")
        return "/sign-in?back=\(PercentEncoding.encode(back))"
    }

    /// Returns the answer to a request for this address.
    func response(_ desk: Desk) -> HTTPResponse {
        do throws(DeskError) {
            switch self {
            case .signIn: return SignInPage.response(desk)
            case .signOut: return SignInPage.end(desk)
            case .call: return APIForm.response(desk)
            case .export: return try SampleExport.response(desk)
            case .callerExport: return try CallerExport.response(desk)
            default: return try page(desk).response(desk, status: 200)
            }
        } catch {
            return ErrorPage(error: error).page.response(desk, status: error.status)
        }
    }

    private func page(_ desk: Desk) throws(DeskError) -> Page {
        switch self {
        case .requests: try RequestListPage(desk).page
        case .request(let id): try RequestPage(desk, id: id).page
        case .accounts: try AccountListPage(desk).page
        case .account(let id): try AccountPage(desk, id: id).page
        case .sessions: try SessionsPage(desk).page
        case .faults: try FaultsPage(desk).page
        case .callers: try CallersPage(desk).page
        case .operations: try OperationsPage(desk).page
        case .outbox: try OutboxPage(desk).page
        case .sites: try SitesPage(desk).page
        case .settings: try SettingsPage(desk).page
        case .signIn, .signOut, .call, .export, .callerExport: throw DeskError(status: 404, message: "There is no such page.")
        }
    }
}
