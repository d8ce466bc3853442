import ASMX
import Accounts
import Backstage
import Calls
import Emulator
import HTTP
import JSON
import TestSupport
import Understudy

/// A world with its admin API and its emulated systems, without listeners.
struct AdminStage {
    let world: LiveWorld
    let admin: AdminAPI
    let systems: Emulator
    let clock: ManualClock

    /// The time at which a stage begins: 2027-01-15T08:00:00Z.
    static let start = Timestamp(milliseconds: 1_800_000_000_000)

    init(allowsTestControls: Bool = true, token: String? = nil) throws {
        clock = ManualClock(at: Self.start)
        var options = ServerOptions()
        options.clock = clock
        world = try LiveWorld(options)
        let health = Health { nil }
        let administered = AdministeredWorld(
            users: world.users, sites: world.sites, keeper: SiteKeeper(of: world.sites, users: world.users),
            allowsTestControls: allowsTestControls, url: { "http://127.0.0.1:8080" })
        admin = AdminAPI(over: administered, health: health, token: token, clock: clock)
        systems = Emulator(users: world.users, sites: world.sites, settings: world.settings, profile: .asmx, health: health)
    }

    /// Sends a request with a JSON body to the admin API.
    func send(_ method: String, _ target: String, _ body: String? = nil) -> HTTPResponse {
        admin.response(method, target, body == nil ? [] : [(name: "Content-Type", value: "application/json")], body: body ?? "")
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
