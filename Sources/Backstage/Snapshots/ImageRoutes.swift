import Accounts
import Calls
import Emulator
import JSON

/// Returns the addresses for snapshots that callers keep.
func imageRoutes(_ world: AdministeredWorld) -> [AdminRoute] {
    let site = AdminRoute.Parameter("site", .text(atMost: 100), "The site; the default site if it is missing.")
    return [
        AdminRoute(
            .get, "/api/snapshot",
            """
            What a site has now: accounts, sessions, failed sign-ins, histories, counters, clock and fault rules. It has hashes and digests, \
            and neither a plain password nor a token that could be used. The same site gives the same bytes.
            """,
            query: [site],
            answers: [
                .init(200, "The snapshot.", .table(.any("any value"))), unknownSite,
                .init(409, "The site is too large. The command `export` moves whole stores.", AdminError.shape),
            ], on: .disk
        ) { call throws(AdminError) in
            let (name, _) = try world.named(call.query["site"]?.string, at: "?site")
            let json = try image(ofSiteNamed: name, world).json
            guard json.bytes.count <= SiteImage.largest else {
                throw AdminError(
                    status: 409, code: "site_too_large",
                    message: "the snapshot has more than \(SiteImage.largest) bytes; the command `export` moves whole stores")
            }
            return .value(json)
        },
        AdminRoute(
            .put, "/api/snapshot",
            "Gives a site what a snapshot holds, all of it or nothing. New calls see it as soon as this answers. A test control.",
            query: [site, .init("dry_run", .boolean, "Whether to tell only what would change.")],
            body: .table(.any("any value")), bodyLimit: SiteImage.largest,
            answers: [.init(200, "What has changed, or would.", changeShape), unknownSite, AdministeredWorld.controlsOff], on: .disk
        ) { call throws(AdminError) in
            try world.requireTestControls()
            let (name, _) = try world.named(call.query["site"]?.string, at: "?site")
            let new = try image(from: call.body)
            try world.allow(new.beginning, at: "")
            let isDry = call.query["dry_run"]?.bool ?? false
            let present = try image(ofSiteNamed: name, world)
            if !isDry {
                try restore(new, to: name, world)
                if let site = world.sites.site(named: name) { world.note(.reset, "got the content of a snapshot that was sent", in: site) }
            }
            return .value(value(of: present.difference(to: new), name, isDry: isDry))
        },
    ]
}

/// How many accounts of each kind are named.
private let mostNamed = 1000

private let changeShape = JSONShape.object([
    .required("site", .text(), "The site."), .required("dry_run", .boolean, "Whether nothing was changed."),
    .required("added", .integer(0...Int.max), "The number of accounts that only the snapshot has."),
    .required("changed", .integer(0...Int.max), "The number of those that differ."),
    .required("removed", .integer(0...Int.max), "The number of those that only the site has."),
    .required(
        "accounts",
        .object(
            ["added", "changed", "removed"].map {
                .required($0, .list(.text(atMost: .max), atMost: mostNamed), "Their first names, at most \(mostNamed).")
            }), "Which they are."),
])

private func value(of difference: SiteImage.Difference, _ name: String, isDry: Bool) -> JSON {
    let parts = [("added", difference.added), ("changed", difference.changed), ("removed", difference.removed)]
    return .object(
        [.init("site", .string(name)), .init("dry_run", .bool(isDry))] + parts.map { .init($0.0, .number($0.1.count)) } + [
            .init("accounts", .object(parts.map { .init($0.0, .array($0.1.prefix(mostNamed).map { .string($0) })) }))
        ])
}

private func image(from body: JSON) throws(AdminError) -> SiteImage {
    do throws(SiteImageError) {
        return try SiteImage(body)
    } catch {
        switch error {
        case .unusable(let error): throw AdminError(error)
        case .newer(let version):
            throw AdminError(
                status: 422, code: "newer_format",
                message: "understudy \(version) wrote this snapshot in a form that \(UnderstudyVersion.version) does not know",
                at: "/format")
        }
    }
}

/// Returns a site as it is now, with what this process keeps for it.
private func image(ofSiteNamed name: String, _ world: AdministeredWorld) throws(AdminError) -> SiteImage {
    var image = try refusing { () throws(SiteError) in try world.keeper.image(ofSiteNamed: name) }
    let site = try world.site(named: name)
    let random = world.sites.sources(of: site)?.random as? SeededRandomSource
    let standing = world.faults.all(of: site)
    image.beginning = image.beginning.continued(
        clock: clock(of: site, isSeeded: random != nil, world),
        faults: standing.map(written),
        positions: random?.positions ?? [:])
    for rule in standing {
        image.faults[rule.rule.name] = .init(matched: rule.matched, fired: rule.fired, position: rule.sequence.position)
    }
    return image
}

/// Returns a fault rule as fixtures have it.
private func written(_ standing: SiteFaults.Standing) -> JSON {
    let members: [JSON.Member] = [.init("name", .string(standing.rule.name)), .init("enabled", .bool(standing.isEnabled))]
    return .object(members + standing.rule.written)
}

/// Returns the clock of a site as fixtures have it. Nil if the site goes by the server's.
private func clock(of site: SiteID, isSeeded: Bool, _ world: AdministeredWorld) -> JSON? {
    guard let clock = world.clocks.clock(of: site) else { return nil }
    // One that runs goes on at its distance from the server's.
    let (now, shift) = (clock.now, clock.now.millisecondsSince(world.clocks.real))
    let isDistance = !clock.isFrozen && !isSeeded
    let text = isDistance ? "\(shift < 0 ? "-" : "")\(shift.magnitude)ms" : MomentText.text(now)
    return .object([.init("now", .string(text)), .init("mode", .string(clock.isFrozen ? "frozen" : "running"))])
}

private func restore(_ image: SiteImage, to name: String, _ world: AdministeredWorld) throws(AdminError) {
    let reset = try refusing { () throws(SiteError) in try world.keeper.restore(image, toSiteNamed: name) }
    world.follow(reset)
    world.faults.restore(image.faults, to: reset.new)
}
