import Accounts
import Calls
import Emulator
import JSON

/// Returns the addresses for sites.
func siteRoutes(_ world: AdministeredWorld) -> [AdminRoute] {
    let creation = JSONShape.object([
        .optional("name", .text(atMost: 100), "The name. One that begins with `t-` is made if it is missing."),
        .optional(
            "fixtures", .any("an object"), "The first content, as in a fixtures file without other sites. Empty if it is missing."),
    ])
    return [
        AdminRoute(
            .get, "/api/sites", "All sites, the default one first.",
            answers: [.init(200, "The sites.", .object([.required("sites", .list(siteShape, atMost: .max), "The sites.")]))]
        ) { _ throws(AdminError) in
            .value(.object([.init("sites", .array(world.sites.names.map { siteValue($0, world) }))]))
        },
        AdminRoute(
            .post, "/api/sites", "Creates a site. Calls whose path begins with its name reach it from the answer on.", body: creation,
            answers: [.init(201, "The site.", siteShape), .init(409, "There is a site with this name.", AdminError.shape)],
            on: .hashing
        ) { call throws(AdminError) in
            let name = try createSite(call, world)
            return .created(siteValue(name, world), at: "/api/sites/\(name)")
        },
        AdminRoute(
            .get, "/api/sites/{site}", "One site.",
            answers: [.init(200, "The site.", siteShape), .init(404, "There is no such site.", AdminError.shape)]
        ) { call throws(AdminError) in
            let name = call.names["site"] ?? ""
            _ = try world.site(named: name)
            return .value(siteValue(name.lowercased(), world))
        },
        AdminRoute(
            .delete, "/api/sites/{site}", "Deletes a site with everything in it. A test control.",
            answers: [
                .init(204, "It is deleted."), .init(404, "There is no such site.", AdminError.shape), AdministeredWorld.controlsOff,
            ], on: .disk
        ) { call throws(AdminError) in
            try world.requireTestControls()
            let name = call.names["site"] ?? ""
            let site = try world.site(named: name)
            try refusing { () throws(SiteError) in try world.keeper.remove(named: name) }
            world.clocks.reset(site)
            return .done
        },
    ]
}

private let siteShape = JSONShape.object([
    .required("name", .text(), "The name."), .required("url", .text(), "The address of the emulated systems for this site."),
])

private func siteValue(_ name: String, _ world: AdministeredWorld) -> JSON {
    let isDefault = name == SiteRegistry.defaultName
    return .object([
        .init("name", .string(name)), .init("url", .string(isDefault ? world.url() : "\(world.url())/\(name)")),
    ])
}

/// Creates the site that a request describes and returns its name.
private func createSite(_ call: AdminCall, _ world: AdministeredWorld) throws(AdminError) -> String {
    let name = call["name"]?.string?.lowercased() ?? newName(world)
    var fixtures: Fixtures?
    if let given = call["fixtures"] {
        do throws(FileError) {
            fixtures = try Fixtures(given.bytes, file: "fixtures")
        } catch {
            throw .unusable(at: "/fixtures", error.description)
        }
    }
    try refusing { () throws(SiteError) in _ = try world.keeper.add(named: name, fixtures: fixtures) }
    return name
}

/// Returns a name that no site has.
private func newName(_ world: AdministeredWorld) -> String {
    let letters = Array("abcdefghijkmnpqrstuvwxyz23456789")
    while true {
        let name = "t-" + String((0..<6).map { _ in letters[Int.random(in: letters.indices)] })
        if world.sites.site(named: name) == nil { return name }
    }
}

private func refusing<Result>(_ body: () throws(SiteError) -> Result) throws(AdminError) -> Result {
    do throws(SiteError) {
        return try body()
    } catch {
        switch error {
        case .badName(let reason): throw .unusable(at: "/name", reason)
        case .severalSites: throw .unusable(at: "/fixtures", error.description)
        case .unknown: throw AdminError(status: 404, code: "unknown_site", message: error.description)
        case .exists: throw AdminError(status: 409, code: "site_exists", message: error.description)
        case .noOrigin: throw AdminError(status: 409, code: "no_fixtures", message: error.description)
        case .isDurable: throw AdminError(status: 409, code: "durable", message: error.description)
        case .isDefault: throw AdminError(status: 409, code: "default_site", message: error.description)
        case .store: throw AdminError(status: 503, code: "store_failed", message: error.description)
        }
    }
}
