import Accounts
import Calls
import Emulator
import HTTP
import JSON

/// Returns the addresses for sites.
func siteRoutes(_ world: AdministeredWorld) -> [AdminRoute] {
    [
        AdminRoute(
            .get, "/api/sites", "All sites, the default one first.",
            answers: [.init(200, "The sites.", .object([.required("sites", .list(siteShape, atMost: .max), "The sites.")]))]
        ) { _ throws(AdminError) in
            .value(.object([.init("sites", .array(world.sites.names.map { siteValue($0, world) }))]))
        },
        AdminRoute(
            .post, "/api/sites", "Creates a site. Calls whose path begins with its name reach it from the answer on.", body: creationShape,
            answers: [
                .init(201, "The site.", siteShape),
                .init(409, "There is a site with this name, or the site to copy is too large.", AdminError.shape),
                .init(404, "There is no such site or snapshot to copy.", AdminError.shape),
            ],
            on: .hashing
        ) { call throws(AdminError) in
            let life = try lifetime(of: call)
            let name = try createSite(call, world)
            if let life { setLifetime(life, ofSiteNamed: name, world) }
            return .created(siteValue(name, world), at: "/api/sites/\(name)")
        },
        AdminRoute(
            .get, "/api/sites/{site}", "One site, with how much is in it.",
            answers: [
                .init(200, "The site.", .object(siteMembers + contentMembers)),
                .init(404, "There is no such site.", AdminError.shape),
            ], on: .disk
        ) { call throws(AdminError) in
            let (name, site) = try world.named(call.names["site"], at: "")
            return .value(.object((siteValue(name, world).members ?? []) + (try content(of: site, world))))
        },
        AdminRoute(
            .patch, "/api/sites/{site}", "Changes how long a site lives, what is random in it, or its settings. A test control.",
            body: .object([
                .optional(
                    "ttl", .either([.duration, .choice(["forever"])]), "How long it lives from now on, at most 7 days, or `forever`."),
                .optional(
                    "seed", .text(atMost: SiteBeginning.longestSeed),
                    "What everything random in the site follows from. It begins again, as its clock does, and so does each reset."),
                .optional(
                    "settings", .any("an object"),
                    "Settings of systems to change for this site. Null takes one back, so that it is as in the configuration."),
            ]),
            answers: [
                .init(200, "The site.", siteShape), .init(404, "There is no such site.", AdminError.shape), AdministeredWorld.controlsOff,
            ], on: .disk
        ) { call throws(AdminError) in
            try changeSite(call, world)
        },
        AdminRoute(
            .delete, "/api/sites/{site}", "Deletes a site with everything in it. A test control.",
            answers: [
                .init(204, "It is deleted."), .init(404, "There is no such site.", AdminError.shape), AdministeredWorld.controlsOff,
            ], on: .disk
        ) { call throws(AdminError) in
            try world.requireTestControls()
            let name = try world.named(call.names["site"], at: "").0
            try refusing { () throws(SiteError) in try removeSite(named: name, world) }
            return .done
        },
    ]
}

private let lifeMember = JSONShape.Member.optional(
    "ttl", .duration, "How long it lives from now on, by the server's time, at most 7 days. It then goes by itself.")
private let seedMember = JSONShape.Member.optional(
    "seed", .text(atMost: SiteBeginning.longestSeed),
    "What everything random in the site follows from, as with `--deterministic`. Its clock begins stopped at 2030-01-01.")
/// What a site is created from.
private let creationShape = JSONShape.object([
    .optional("name", .text(atMost: 100), "The name. One that begins with `t-` is made if it is missing."),
    .optional(
        "from",
        .either([
            .choice(["fixtures", "empty"]), .object([.required("fixtures", .any("an object"), "A fixtures file without other sites.")]),
            .object([.required("site", .text(atMost: 100), "A site, whose present content is copied, with its sessions.")]),
            .object([
                .required("snapshot", .text(atMost: 100), "A snapshot."),
                .optional("site", .text(atMost: 100), "The site whose snapshot it is; the default site if it is missing."),
            ]),
        ]),
        """
        The first content: what the default site began with (`fixtures`), nothing, a fixtures file, or what a site or a snapshot has. \
        As `fixtures` if it is missing.
        """
    ),
    .optional("fixtures", .any("an object"), "A fixtures file without other sites, in place of `from`."), lifeMember, seedMember,
    .optional(
        "settings", .any("an object"),
        "Settings of systems for this site, such as `{\"archer\": {\"instance\": \"Own\"}}`, in place of those that it has otherwise."),
])

private let siteShape = JSONShape.object(siteMembers)

/// What only the answer about one site says, since it takes looking into the store.
private let contentMembers: [JSONShape.Member] = [
    .required("accounts", .integer(0...Int.max), "The number of its accounts. A great one may be an estimate."),
    .required(
        "sessions", .integer(0...Int.max),
        "The number of its sessions. Expired ones are among them until they are deleted. A great one may be an estimate."),
    .required("mails", .integer(0...mostMails), "The number of mails in its outbox. Of more than \(mostMails), not all are counted."),
    .required("callers", .integer(0...Int.max), "The number of its callers."),
]

/// The greatest number of mails that is counted.
private let mostMails = 100

private func content(of site: SiteID, _ world: AdministeredWorld) throws(AdminError) -> [JSON.Member] {
    let (sizes, mails) = try storing { () throws(StoreError) in
        try world.callers.complete()
        return (try world.users.store.sizes(of: [site]), try Outbox.mails(world.users, in: site, limit: mostMails).count)
    }
    return [
        .init("accounts", .number(sizes.accounts)), .init("sessions", .number(sizes.sessions)), .init("mails", .number(mails)),
        .init("callers", .number(world.callers.rows(of: site).count)),
    ]
}

private let siteMembers: [JSONShape.Member] = [
    .required("name", .text(), "The name."), .required("url", .text(), "The address of the emulated systems for this site."),
    .required("host", .text(), "A host that names the site, for clients whose paths are fixed."),
    .required("calls", .integer(0...Int.max), "The number of calls in its journal's time."),
    .required("refusals", .integer(0...Int.max), "The number of those that were not done."),
    .required("faults", .integer(0...Int.max), "The number of fault rules that apply to calls now."),
    .required("entries", .integer(0...Int.max), "The number of its entries in the journal."),
    .required("bytes", .integer(0...Int.max), "Their size in bytes."),
    .optional("ends_in", .text(), "How long it still lives. Missing if it has no end."),
    .required(
        "settings", .list(shownSettingShape, atMost: .max),
        "The settings of systems that the site, or the configuration, has in place of the vendors' defaults. No secret is among it."),
]

private func siteValue(_ name: String, _ world: AdministeredWorld) -> JSON {
    let isDefault = name == SiteRegistry.defaultName
    let url = world.url()
    let port = Authority(world.authority)?.port.map { ":\($0)" } ?? ""
    let site = world.sites.site(named: name)
    let journal = site.map { world.journal.fill(of: $0) } ?? (entries: 0, bytes: 0, totals: [:])
    let refusals = journal.totals.reduce(0) { $0 + ($1.key.outcome == .ok ? 0 : $1.value) }
    let faults = site.map { world.faults.all(of: $0).count { $0.state == .active } } ?? 0
    var members: [JSON.Member] = [
        .init("name", .string(name)), .init("url", .string(isDefault ? url : "\(url)/\(name)")),
        .init("host", .string((isDefault ? "" : "\(name).") + "localhost\(port)")),
        .init("calls", .number(journal.totals.values.reduce(0, +))), .init("refusals", .number(refusals)),
        .init("faults", .number(faults)), .init("entries", .number(journal.entries)), .init("bytes", .number(journal.bytes)),
    ]
    if let (seconds, attoseconds) = world.lifetimes.left(ofSiteNamed: name)?.components {
        let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
        members.append(.init("ends_in", .string(DurationText.iso(milliseconds: max(0, milliseconds)))))
    }
    members.append(.init("settings", .array(settings(ofSiteNamed: name, world).map(settingValue))))
    return .object(members)
}

/// Returns the settings of systems that apply in a site: its own, then those that the configuration has for it, then those for all.
private func settings(ofSiteNamed name: String, _ world: AdministeredWorld) -> [ServerDescription.Setting] {
    let own = world.sites.ownSettings(ofSiteNamed: name).leaves(at: .root).map { path, value in
        ServerDescription.Setting(ofSystem: path.description, value, from: .site)
    }
    let configured = world.server.settings.filter { $0.origin == .file }
    let inSection = configured.compactMap { $0.inSite(named: name) }
    let common = configured.filter { EmulatorSettings.isSetting($0.name) }
    var seen: Set<String> = []
    return (own + inSection + common).filter { seen.insert($0.name).inserted }
}

/// Returns how long a site is to live, or nil if the call does not say or says that it has no end.
private func lifetime(of call: AdminCall) throws(AdminError) -> Duration? {
    guard let text = call["ttl"]?.string, text != "forever" else { return nil }
    guard let life = DurationText.duration(text), life <= SiteLifetimes.longest else {
        throw .unusable(at: "/ttl", "must be a duration of at most 7 days, such as \"1h\"")
    }
    return life
}

private func setLifetime(_ life: Duration?, ofSiteNamed name: String, _ world: AdministeredWorld) {
    world.lifetimes.set(life, ofSiteNamed: name) { _ = try? removeSite(named: name, world) }
}

/// Removes a site with all that belongs to it.
private func removeSite(named name: String, _ world: AdministeredWorld) throws(SiteError) {
    let site = world.sites.site(named: name)
    try world.keeper.remove(named: name)
    world.lifetimes.set(nil, ofSiteNamed: name) {}
    guard let site else { return }
    world.clocks.reset(site)
    world.faults.forget(site)
    world.journal.forget(site)
    world.callers.forget(site)
}

/// Creates the site that a request describes and returns its name.
private func createSite(_ call: AdminCall, _ world: AdministeredWorld) throws(AdminError) -> String {
    guard call["fixtures"] == nil || call["from"] == nil else { throw .unusable(at: "/fixtures", "cannot be beside \"from\"") }
    let content: SiteContent
    if let given = call["fixtures"] {
        content = .fixtures(try fixtures(given, at: "/fixtures", world))
    } else if let given = call["from"]?["fixtures"] {
        content = .fixtures(try fixtures(given, at: "/from/fixtures", world))
    } else if let given = call["from"]?["snapshot"]?.string {
        content = .snapshot(given, ofSiteNamed: try world.named(call["from"]?["site"]?.string, at: "/from/site").0)
    } else if let given = call["from"]?["site"]?.string {
        content = .site(try world.named(given, at: "/from/site").0)
    } else {
        switch call["from"]?.string {
        case "empty": content = .empty
        case "fixtures": content = .starting
        default: content = world.keeper.knowsStartingContent ? .starting : .empty
        }
    }
    let seed = try givenSeed(call, world)
    let name = call["name"]?.string?.lowercased() ?? newName(world)
    try refusing { () throws(SiteError) in _ = try world.keeper.add(named: name, with: content, seed: seed, settings: call["settings"]) }
    return name
}

/// Changes what a request names in a site.
private func changeSite(_ call: AdminCall, _ world: AdministeredWorld) throws(AdminError) -> AdminResult {
    try world.requireTestControls()
    let (name, site) = try world.named(call.names["site"], at: "")
    guard name != SiteRegistry.defaultName || call["ttl"] == nil else {
        throw AdminError(status: 409, code: "default_site", message: "the default site lives as long as the server")
    }
    let life = try lifetime(of: call)
    let seed = try givenSeed(call, world)
    if let settings = call["settings"] {
        try refusing { () throws(SiteError) in try world.keeper.changeSettings(settings, ofSiteNamed: name) }
        world.note(.settings, "settings changed: \((settings.members ?? []).map(\.name).joined(separator: ", "))", in: site)
    }
    if let seed {
        try begin(name, from: seed, world)
        world.note(.seed, "what is random begins again from another seed", in: site)
    }
    if call["ttl"] != nil { setLifetime(life, ofSiteNamed: name, world) }
    return .value(siteValue(name, world))
}

/// Returns the seed that a call gives a site, or nil.
private func givenSeed(_ call: AdminCall, _ world: AdministeredWorld) throws(AdminError) -> DeterministicSeed? {
    guard let text = call["seed"]?.string else { return nil }
    guard !text.isEmpty else { throw .unusable(at: "/seed", "must not be empty") }
    let seed = DeterministicSeed(text)
    try world.allow(SiteBeginning(seed: seed), at: "/seed")
    return seed
}

/// Lets everything random in a site follow from a seed, from its beginning.
private func begin(_ name: String, from seed: DeterministicSeed, _ world: AdministeredWorld) throws(AdminError) {
    let site = try world.site(named: name)
    world.clocks.forget(site)
    try refusing { () throws(SiteError) in try world.keeper.setSeed(seed, ofSiteNamed: name) }
}

/// How many accounts the fixtures of one call can have. A few bytes can ask for a million, which take gigabytes and minutes.
private let accountsOfACall = 100_000

private func fixtures(_ given: JSON, at place: String, _ world: AdministeredWorld) throws(AdminError) -> Fixtures {
    let fixtures: Fixtures
    do throws(FileError) {
        fixtures = try Fixtures(given.bytes, file: "fixtures", limit: accountsOfACall, now: world.clocks.real)
    } catch {
        throw .unusable(at: place, error.description)
    }
    for site in fixtures.sites { try world.allow(site.beginning, at: place) }
    return fixtures
}

/// Returns a name that no site has.
private func newName(_ world: AdministeredWorld) -> String {
    let letters = Array("abcdefghijkmnpqrstuvwxyz23456789")
    while true {
        let name = SiteRegistry.testNamePrefix + String((0..<6).map { _ in letters[Int.random(in: letters.indices)] })
        if world.sites.site(named: name) == nil { return name }
    }
}

/// Returns what a function returns, or throws its refusal as one of the admin API.
func refusing<Result>(_ body: () throws(SiteError) -> Result) throws(AdminError) -> Result {
    do throws(SiteError) {
        return try body()
    } catch {
        switch error {
        case .badName(let reason): throw .unusable(at: "/name", reason)
        case .severalSites: throw .unusable(at: "/fixtures", error.description)
        case .unknown: throw AdminError(status: 404, code: "unknown_site", message: error.description)
        case .exists: throw AdminError(status: 409, code: "site_exists", message: error.description)
        case .tooManySites: throw AdminError(status: 409, code: "too_many_sites", message: error.description)
        case .badSnapshotName: throw .unusable(at: "", error.description)
        case .noSnapshot: throw AdminError(status: 404, code: "unknown_snapshot", message: error.description)
        case .tooManySnapshots: throw AdminError(status: 409, code: "too_many_snapshots", message: error.description)
        case .tooLargeForSnapshot: throw AdminError(status: 409, code: "site_too_large", message: error.description)
        case .noOrigin: throw AdminError(status: 409, code: "no_fixtures", message: error.description)
        case .isDefault: throw AdminError(status: 409, code: "default_site", message: error.description)
        case .badSettings(let error): throw AdminError(error, below: "/settings")
        case .contradiction: throw .unusable(at: "", error.description)
        case .store: throw AdminError(status: 503, code: "store_failed", message: error.description)
        }
    }
}
