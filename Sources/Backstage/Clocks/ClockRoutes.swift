import Accounts
import Emulator
import JSON

/// Returns the addresses for sites' clocks.
func clockRoutes(_ world: AdministeredWorld) -> [AdminRoute] {
    let query = [AdminRoute.Parameter("site", .text(atMost: 100), "The site; the default site if it is missing.")]
    return [
        AdminRoute(
            .get, "/api/clock", "The time of a site.", query: query, answers: [.init(200, "The clock.", clockShape), unknownSite]
        ) { call throws(AdminError) in
            let (name, site) = try world.named(call.query["site"]?.string, at: "?site")
            return .value(clockValue(name, site, world.clocks))
        },
        AdminRoute(
            .put, "/api/clock", "Sets, stops or starts the clock of a site. A test control.", body: settingShape,
            answers: [.init(200, "The clock as it is now.", clockShape), unknownSite, AdministeredWorld.controlsOff]
        ) { call throws(AdminError) in try setClock(call, world) },
        AdminRoute(
            .post, "/api/clock/advance", "Moves the clock of a site forward. The next call sees the new time. A test control.",
            body: stepShape,
            answers: [.init(200, "The times before and after.", advancedShape), unknownSite, AdministeredWorld.controlsOff]
        ) { call throws(AdminError) in try advanceClock(call, world) },
        AdminRoute(
            .delete, "/api/clock", "Lets a site follow the server's clock again. A test control.", query: query,
            answers: [.init(204, "It does."), unknownSite, AdministeredWorld.controlsOff]
        ) { call throws(AdminError) in
            try world.requireTestControls()
            let (_, site) = try world.named(call.query["site"]?.string, at: "?site")
            world.clocks.reset(site)
            return .done
        },
    ]
}

let unknownSite = AdminRoute.Answer(404, "There is no such site.", AdminError.shape)
private let siteMember = JSONShape.Member.optional("site", .text(atMost: 100), "The site; the default site if it is missing.")

private let settingShape = JSONShape.object([
    siteMember, .optional("now", .moment, "The new time. The present one if it is missing."),
    .optional("mode", .choice(["running", "frozen"]), "Whether the clock goes on. As before if it is missing."),
    .optional("backwards", .boolean, "Whether the new time may be earlier than the present one."),
])

private let stepShape = JSONShape.object([
    siteMember, .optional("by", .duration, "How far: `31m`, `1h30m`, `3d`, `PT31M`. At most 100 years."),
    .optional("to", .moment, "The new time, instead of `by`."),
])

private let advancedShape = JSONShape.object([
    .required("site", .text(), "The site."), .required("from", .moment, "The time before."), .required("now", .moment, "The time after."),
])

private func setClock(_ call: AdminCall, _ world: AdministeredWorld) throws(AdminError) -> AdminResult {
    try world.requireTestControls()
    let (name, site) = try world.named(call["site"]?.string, at: "/site")
    var target: Timestamp?
    if let text = call["now"]?.string { target = try moment(text, at: "/now") }
    let (moment, mode, mayGoBack) = (target, call["mode"]?.string, call["backwards"]?.bool ?? false)
    try world.clocks.change(site) { (clock) throws(AdminError) in
        if let moment {
            try refuseToGoBack(from: clock.now, to: moment, unless: mayGoBack)
            try refuseToLeaveTheCalendar(moment, at: "/now")
        }
        // It stops before it is set, so that it then shows just the moment it was set to.
        if mode == "frozen" { clock.freeze() }
        if let moment { clock.set(to: moment) }
        if mode == "running" { clock.run() }
    }
    return .value(clockValue(name, site, world.clocks))
}

private func advanceClock(_ call: AdminCall, _ world: AdministeredWorld) throws(AdminError) -> AdminResult {
    try world.requireTestControls()
    let (name, site) = try world.named(call["site"]?.string, at: "/site")
    let step = try step(call)
    let times = try world.clocks.change(site) { (clock) throws(AdminError) -> ClosedRange<Timestamp> in
        let from = clock.now
        switch step {
        case .by(let duration):
            try refuseToLeaveTheCalendar(from + duration, at: "/by")
            clock.advance(by: duration)
        case .to(let moment):
            try refuseToGoBack(from: from, to: moment, unless: false)
            try refuseToLeaveTheCalendar(moment, at: "/to")
            clock.set(to: moment)
        }
        return from...max(from, clock.now)
    }
    return .value(
        .object([
            .init("site", .string(name)), .init("from", .string(MomentText.text(times.lowerBound))),
            .init("now", .string(MomentText.text(times.upperBound))),
        ]))
}

private let clockShape = JSONShape.object([
    .required("site", .text(), "The site."),
    .required(
        "mode", .choice(["system", "shifted", "frozen"]),
        "`system`: the server's time. `shifted`: at a distance from it. `frozen`: stopped."),
    .required("now", .moment, "The site's time."), .required("real", .moment, "The server's time."),
    .required("shift", .text(), "How far the site's time is ahead of the server's, in the ISO form."),
])

private func clockValue(_ name: String, _ site: SiteID, _ clocks: SiteClocks) -> JSON {
    let (real, clock) = (clocks.real, clocks.clock(of: site))
    let now = clock?.now ?? real
    let mode = clock.map { $0.isFrozen ? "frozen" : "shifted" } ?? "system"
    return .object([
        .init("site", .string(name)), .init("mode", .string(mode)), .init("now", .string(MomentText.text(now))),
        .init("real", .string(MomentText.text(real))), .init("shift", .string(DurationText.iso(milliseconds: now.millisecondsSince(real)))),
    ])
}

/// How far a clock moves.
private enum ClockStep {
    case by(Duration)
    case to(Timestamp)
}

private func step(_ call: AdminCall) throws(AdminError) -> ClockStep {
    switch (call["by"]?.string, call["to"]?.string) {
    case (let by?, nil):
        guard let duration = DurationText.duration(by) else {
            throw .unusable(at: "/by", "must be a duration such as \"31m\", \"1h30m\", \"3d\" or \"PT31M\"")
        }
        guard duration <= .days(36_525) else { throw .unusable(at: "/by", "must be at most 100 years: \"36525d\"") }
        return .by(duration)
    case (nil, let to?): return .to(try moment(to, at: "/to"))
    case (nil, nil): throw .unusable(at: "/by", "is missing: \"by\" or \"to\" is needed")
    case (_?, _?): throw .unusable(at: "/to", "cannot be beside \"by\"")
    }
}

private func moment(_ text: String, at place: String) throws(AdminError) -> Timestamp {
    guard let moment = MomentText.moment(text) else {
        throw .unusable(at: place, "must be a moment in UTC such as \"2030-01-01T00:00:00Z\"")
    }
    return moment
}

private func refuseToGoBack(from now: Timestamp, to moment: Timestamp, unless isAllowed: Bool) throws(AdminError) {
    guard moment < now, !isAllowed else { return }
    throw AdminError(
        status: 409, code: "clock_goes_back",
        message: "the site's time is \(MomentText.text(now)) already; PUT /api/clock with \"backwards\": true sets it back")
}

/// Throws for a moment that no answer of the emulated systems can show: before 1970, or in the last century before the year 10000, since
/// sessions and passwords end up to decades after the present.
private func refuseToLeaveTheCalendar(_ moment: Timestamp, at place: String) throws(AdminError) {
    guard let last = Timestamp(iso8601: "9900-01-01T00:00:00Z"), (Timestamp(milliseconds: 0)...last).contains(moment) else {
        throw .unusable(at: place, "leads outside of the years 1970 to 9899")
    }
}
