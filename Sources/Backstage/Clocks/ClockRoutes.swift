import Accounts
import Calls
import Emulator
import JSON

/// Returns the addresses for sites' clocks.
func clockRoutes(_ world: AdministeredWorld) -> [AdminRoute] {
    let query = [AdminRoute.Parameter("site", .text(atMost: 100), "The site; the default site if it is missing.")]
    let wide = [AdminRoute.Parameter("site", .text(atMost: 100), "The site, or `*` for all; the default site if it is missing.")]
    return [
        AdminRoute(
            .get, "/api/clock", "The time of a site, and what ends next by itself.", query: query,
            answers: [
                .init(200, "The clock.", clockShape([.required("next", .list(comingShape, atMost: Coming.limit), "What ends next.")])),
                unknownSite,
            ],
            on: .disk
        ) { call throws(AdminError) in
            let (name, site) = try world.named(call.query["site"]?.string, at: "?site")
            let next = try storing { () throws(StoreError) in
                try world.users.settle(site)
                return try Coming.next(in: site, of: world)
            }
            return .value(clockValue(name, site, world.clocks, and: [.init("next", .array(next.map(\.value)))]))
        },
        AdminRoute(
            .put, "/api/clock", "Sets, stops or starts the clock of a site. A test control.", body: settingShape,
            answers: [.init(200, "The clock as it is now.", ofOneOrAll(clockShape())), unknownSite, AdministeredWorld.controlsOff],
            on: .disk
        ) { call throws(AdminError) in
            try forEachSite(call["site"]?.string, at: "/site", world) { name, site throws(AdminError) in
                try setClock(call, name, site, world)
            }
        },
        AdminRoute(
            .post, "/api/clock/advance",
            "Moves the clock of a site forward, and tells what has ended by then. The next call sees the new time. A test control.",
            body: ClockStep.shape,
            answers: [.init(200, "The times before and after.", ofOneOrAll(advancedShape)), unknownSite, AdministeredWorld.controlsOff],
            on: .disk
        ) { call throws(AdminError) in
            let step = try ClockStep(call)
            return try forEachSite(call["site"]?.string, at: "/site", world) { name, site throws(AdminError) in
                try advanceClock(by: step, name, site, world)
            }
        },
        AdminRoute(
            .delete, "/api/clock", "Lets a site follow the server's clock again. A test control.", query: wide,
            answers: [.init(204, "It does."), unknownSite, AdministeredWorld.controlsOff]
        ) { call throws(AdminError) in
            _ = try forEachSite(call.query["site"]?.string, at: "?site", world) { _, site throws(AdminError) in
                world.clocks.reset(site)
                world.note(.clock, "the clock follows the server's", in: site)
                return .null
            }
            return .done
        },
    ]
}

let unknownSite = AdminRoute.Answer(404, "There is no such site.", AdminError.shape)

private let settingShape = JSONShape.object([
    ClockStep.site, .optional("now", .moment, "The new time. The present one if it is missing."),
    .optional("mode", .choice(["running", "frozen"]), "Whether the clock goes on. As before if it is missing."),
    .optional("backwards", .boolean, "Whether the new time may be earlier than the present one."),
])

private let comingShape = JSONShape.object([
    .required("at", .moment, "When it ends."), .required("what", .choice(Coming.names), "What ends."),
    .required("count", .integer(1...Int.max), "How many end then."),
])

private let advancedShape = JSONShape.object([
    .required("site", .text(), "The site."), .required("from", .moment, "The time before."), .required("now", .moment, "The time after."),
    .required(
        "happened",
        .list(
            .object([
                .required("what", .choice(Coming.pastNames), "What has ended."),
                .required("count", .integer(1...Int.max), "How many have."),
            ]), atMost: Coming.names.count), "What has ended between the two."),
])

/// Returns the shape of the answer about one site, or about all of them.
private func ofOneOrAll(_ shape: JSONShape) -> JSONShape {
    .either([shape, .object([.required("sites", .list(shape, atMost: .max), "The sites, for `*`.")])])
}

/// Does something in a site, or in all of them for `*`, and returns the answer about it. Throws if test controls are off.
private func forEachSite(
    _ name: String?, at place: String, _ world: AdministeredWorld,
    _ body: (_ name: String, _ site: SiteID) throws(AdminError) -> JSON
) throws(AdminError) -> AdminResult {
    try world.requireTestControls()
    guard name == "*" else {
        let (name, site) = try world.named(name, at: place)
        return .value(try body(name, site))
    }
    var values: [JSON] = []
    for name in world.sites.names {
        // One that was removed meanwhile needs no time.
        guard let site = world.sites.site(named: name) else { continue }
        values.append(try body(name, site))
    }
    return .value(.object([.init("sites", .array(values))]))
}

private func setClock(_ call: AdminCall, _ name: String, _ site: SiteID, _ world: AdministeredWorld) throws(AdminError) -> JSON {
    var target: Timestamp?
    if let text = call["now"]?.string { target = try MomentText.required(text, at: "/now") }
    let (moment, mode, mayGoBack) = (target, call["mode"]?.string, call["backwards"]?.bool ?? false)
    try world.clocks.change(site) { (clock) throws(AdminError) in
        if let moment {
            if moment < clock.now, !mayGoBack { throw try goesBack(from: clock.now, to: moment, site, world) }
            try refuseToLeaveTheCalendar(moment, at: "/now")
        }
        // It stops before it is set, so that it then shows just the moment it was set to.
        if mode == "frozen" { clock.freeze() }
        if let moment { clock.set(to: moment) }
        if mode == "running" { clock.run() }
    }
    let isFrozen = world.clocks.clock(of: site)?.isFrozen == true
    world.note(.clock, "the clock was set to \(MomentText.text(world.now(in: site)))\(isFrozen ? " and stopped" : "")", in: site)
    return clockValue(name, site, world.clocks)
}

private func advanceClock(by step: ClockStep, _ name: String, _ site: SiteID, _ world: AdministeredWorld) throws(AdminError) -> JSON {
    try storing { () throws(StoreError) in try world.users.settle(site) }
    let next = try step.next(in: site, of: world)
    let times = try world.clocks.change(site) { (clock) throws(AdminError) -> ClosedRange<Timestamp> in
        let from = clock.now
        let (target, place) = step.target(from: from, next: next)
        if target < from { throw try goesBack(from: from, to: target, site, world) }
        try refuseToLeaveTheCalendar(target, at: place)
        guard target <= from + ClockStep.longest else { throw .unusable(at: place, "must be at most 100 years ahead") }
        clock.set(to: target)
        return from...max(from, clock.now)
    }
    let happened = try storing { () throws(StoreError) in
        try Coming.ended(after: times.lowerBound, through: times.upperBound, in: site, of: world)
    }
    world.note(
        .clock, "the clock was moved from \(MomentText.text(times.lowerBound)) to \(MomentText.text(times.upperBound))", in: site)
    // What ends by itself is looked at when it is used. So nothing depends on this, which is repeated when it is due if it fails now.
    try? world.service(in: site).sweep(site)
    return .object([
        .init("site", .string(name)), .init("from", .string(MomentText.text(times.lowerBound))),
        .init("now", .string(MomentText.text(times.upperBound))), .init("happened", .array(happened)),
    ])
}

private func clockShape(_ more: [JSONShape.Member] = []) -> JSONShape {
    .object(
        [
            .required("site", .text(), "The site."),
            .required(
                "mode", .choice(["system", "shifted", "frozen"]),
                "`system`: the server's time. `shifted`: at a distance from it. `frozen`: stopped."),
            .required("now", .moment, "The site's time."), .required("real", .moment, "The server's time."),
            .required("shift", .text(), "How far the site's time is ahead of the server's, in the ISO form."),
        ] + more)
}

private func clockValue(_ name: String, _ site: SiteID, _ clocks: SiteClocks, and more: [JSON.Member] = []) -> JSON {
    let (real, clock) = (clocks.real, clocks.clock(of: site))
    let now = clock?.now ?? real
    let mode = clock.map { $0.isFrozen ? "frozen" : "shifted" } ?? "system"
    return .object(
        [
            .init("site", .string(name)), .init("mode", .string(mode)), .init("now", .string(MomentText.text(now))),
            .init("real", .string(MomentText.text(real))),
            .init("shift", .string(DurationText.iso(milliseconds: now.millisecondsSince(real)))),
        ] + more)
}

/// Returns the refusal of an earlier time, which says how much was made since.
private func goesBack(from now: Timestamp, to moment: Timestamp, _ site: SiteID, _ world: AdministeredWorld) throws(AdminError)
    -> AdminError
{
    let count = try storing { () throws(StoreError) in try world.users.store.recordCount(after: moment, in: site) }
    return AdminError(
        status: 409, code: "clock_goes_back",
        message: "the site's time is \(MomentText.text(now)) already, and \(count) of its records are later than "
            + "\(MomentText.text(moment)); PUT /api/clock with \"backwards\": true sets it back")
}

/// Throws for a moment that no answer of the emulated systems can show.
private func refuseToLeaveTheCalendar(_ moment: Timestamp, at place: String) throws(AdminError) {
    guard MomentText.calendar.contains(moment) else { throw .unusable(at: place, "leads outside of the years 1970 to 9899") }
}
