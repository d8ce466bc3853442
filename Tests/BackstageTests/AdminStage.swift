import ASMX
import Accounts
import Backstage
import Calls
import Emulator
import HTTP
import JSON
import StageSupport
import TestSupport
import Testing
import Understudy

/// A world with its admin API and its emulated systems, without listeners.
struct AdminStage {
    let world: LiveWorld
    let admin: AdminAPI
    let systems: Emulator
    let clock: ManualClock
    /// Who has called.
    let callers: CallerTable
    /// The lines about calls that were not done, and those about all calls.
    let log = LoggedCalls()

    /// The time at which a stage begins: 2027-01-15T08:00:00Z.
    static let start = Timestamp(milliseconds: 1_800_000_000_000)

    init(
        allowsTestControls: Bool = true, token: String? = nil, journal level: Journal.Level = .messages, limits: Journal.Limits = .init(),
        callers callerLimit: Int = CallerTable.rowLimit, seed: String? = nil, allowsSeeds: Bool = true, fixtures: String? = nil,
        settings: EmulatorSettings = EmulatorSettings(), server: ServerDescription = ServerDescription(),
        figures: ServerFigures = ServerFigures(),
        isRemote: Bool = false, world content: ServerOptions.World = .demo
    ) throws {
        clock = ManualClock(at: Self.start)
        var options = ServerOptions()
        options.clock = clock
        options.deterministicSeed = seed
        options.testControls = allowsTestControls
        options.world = content
        if let fixtures { options.world = .fixtures(fixtures) }
        options.settings = settings
        options.replacingStore = { FailingStore(isRemote ? StoreOfDeclaredWork($0, isRemote: true) : $0) }
        world = try LiveWorld(options)
        let health = Health { nil }
        let metrics = CallMetrics()
        let callers = CallerTable(limit: callerLimit)
        self.callers = callers
        let log = self.log
        let journal = Journal(level, limits: limits, users: world.users, line: { log.note(.refused, $0) })
        let administered = AdministeredWorld(
            users: world.users, sites: world.sites, keeper: world.keeper, journal: journal, metrics: metrics, callers: callers,
            allowsTestControls: allowsTestControls, allowsSeeds: allowsSeeds, server: server, figures: { figures },
            url: { "http://127.0.0.1:8080" })
        admin = AdminAPI(over: administered, health: health, token: token, clock: clock)
        systems = Emulator(
            users: world.users, sites: world.sites, settings: world.settings, profile: .asmx, health: health,
            log: log.note, observers: [metrics, callers, journal])
    }

    /// The store, which fails when it is told to.
    var store: FailingStore {
        get throws { try #require(world.users.store as? FailingStore) }
    }

    /// Sends a request with a JSON body to the admin API.
    @discardableResult
    func send(_ method: String, _ target: String, _ body: String? = nil) -> HTTPResponse {
        admin.response(method, target, body == nil ? [] : [(name: "Content-Type", value: "application/json")], body: body ?? "")
    }

    /// The token of the demo world's xWEB program.
    static let xwebToken = "df3d1644-ba3e-4dc7-8399-ae06ee6063e5"

    private static let xweb = SOAPPage(path: "/xweb/secure/netForumXML.asmx", namespace: "http://www.avectra.com/2005/")

    /// Returns a SOAP call of an xWEB operation, in the default site or in the one with this name.
    func xwebRequest(
        _ operation: String, _ parameters: [(String, String)] = [], token: String = Self.xwebToken, site: String? = nil
    ) -> HTTPRequest {
        let header = "<n:AuthorizationToken><n:Token>\(token)</n:Token></n:AuthorizationToken>"
        var request = Self.xweb.request(operation, parameters, header: header)
        if let site { request.path = "/\(site)\(request.path)" }
        return request
    }

    /// Calls an xWEB operation by SOAP.
    @discardableResult
    func xweb(
        _ operation: String, _ parameters: [(String, String)] = [], token: String = Self.xwebToken, site: String? = nil
    ) -> HTTPResponse {
        systems.response(to: xwebRequest(operation, parameters, token: token, site: site))
    }

    /// Changes the password of xWEB's web user 82457, whose password is `123` at first.
    @discardableResult
    func changePassword(from old: String, to new: String) -> HTTPResponse {
        xweb("WEBWebUserChangePassword", [("recno", "82457"), ("oldPassword", old), ("newPassword", new)])
    }

    /// The entries of the journal that a query picks.
    func entries(_ query: String = "system=!backstage") -> [JSON] {
        send("GET", "/api/requests?\(query)").json["requests"]?.elements ?? []
    }

    /// Signs an Archer user in, in the default site or in the one with this name. Returns whether it may.
    func archerSignIn(_ user: String, _ password: String, site: String? = nil) -> Bool {
        let body = "userName=\(user)&instanceName=Default&password=\(password)"
        let form = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
        let path = (site.map { "/\($0)" } ?? "") + "/ws/general.asmx/CreateUserSessionFromInstance"
        return systems.response("POST", path, form, body: body).status == 200
    }
}

extension HTTPResponse {
    /// The body as JSON. Null if it is not JSON.
    var json: JSON { (try? JSON.parse(body)) ?? .null }
    /// The code of the error in the body, or nil.
    var code: String? { json["error"]?["code"]?.string }
    /// The place of the error in the body, or nil.
    var place: String? { json["error"]?["at"]?.string }
}
