import Accounts
import Calls
import Emulator
import HTTP
import JSON

/// Returns the addresses for fault rules.
func faultRoutes(_ world: AdministeredWorld) -> [AdminRoute] {
    let query = [AdminRoute.Parameter("site", .text(atMost: 100), "The site; the default site if it is missing.")]
    return [
        AdminRoute(
            .get, "/api/faults", "The fault rules of a site, in the order in which they are looked at.", query: query,
            answers: [.init(200, "The rules.", listShape), unknownSite]
        ) { call throws(AdminError) in
            let (_, site) = try world.named(call.query["site"]?.string, at: "?site")
            return .value(value(of: world.faults.all(of: site)))
        },
        AdminRoute(
            .post, "/api/faults", "Adds a fault rule behind the others. A test control.", query: query,
            body: .object([siteMember, .optional("name", nameShape, "The name. One is made if it is missing.")] + FaultRule.members),
            answers: [.init(201, "The rule.", ruleShape), unknownSite, AdministeredWorld.controlsOff]
        ) { call throws(AdminError) in
            let (siteName, site) = try controlled(call, world)
            let added = try world.faults.change(site) { rules throws(AdminError) in
                let name = call["name"]?.string ?? newName(among: rules)
                try usable { () throws(JSONSchemaError) in try FaultRule.check(name, at: JSONPath.root.member("name")) }
                guard !rules.contains(where: { $0.rule.name == name }) else {
                    throw AdminError(
                        status: 409, code: "fault_exists", message: "there is a fault rule with this name; PUT replaces it", at: "/name")
                }
                let standing = SiteFaults.Standing(try usable { () throws(JSONSchemaError) in try FaultRule(call.body, named: name) })
                rules.append(standing)
                return standing
            }
            world.note(.faults, "fault rule \(added.rule.name) added", in: site)
            let address = "/api/faults/\(PercentEncoding.encode(added.rule.name))"
            return .created(value(of: added), at: locator(of: address, inSiteNamed: siteName))
        },
        AdminRoute(
            .put, "/api/faults", "Replaces all fault rules of a site in one step. A test control.", query: query,
            body: .object([
                siteMember,
                .required("faults", FaultRule.listShape, "The rules."),
            ]),
            answers: [.init(200, "The rules.", listShape), unknownSite, AdministeredWorld.controlsOff]
        ) { call throws(AdminError) in
            let (_, site) = try controlled(call, world)
            let rules = try usable { () throws(JSONSchemaError) in
                try FaultRule.list(call["faults"] ?? .array([]), at: JSONPath.root.member("faults"))
            }
            let new = rules.map { SiteFaults.Standing($0) }
            try world.faults.change(site) { (all) throws(AdminError) in all = new }
            world.note(.faults, "fault rules replaced by: \(new.map(\.rule.name).joined(separator: ", "))", in: site)
            return .value(value(of: new))
        },
        AdminRoute(
            .delete, "/api/faults", "Removes all fault rules of a site. A test control.", query: query,
            answers: [.init(204, "There are none."), unknownSite, AdministeredWorld.controlsOff]
        ) { call throws(AdminError) in
            try world.requireTestControls()
            let (_, site) = try world.named(call.query["site"]?.string, at: "?site")
            world.faults.forget(site)
            world.note(.faults, "all fault rules removed", in: site)
            return .done
        },
    ] + namedFaultRoutes(world, query)
}

private func namedFaultRoutes(_ world: AdministeredWorld, _ query: [AdminRoute.Parameter]) -> [AdminRoute] {
    let address = "/api/faults/{name}"
    let unknown = AdminRoute.Answer(404, "There is no such site or rule.", AdminError.shape)
    return [
        AdminRoute(
            .get, address, "One fault rule.", query: query, answers: [.init(200, "The rule.", ruleShape), unknown]
        ) { call throws(AdminError) in
            let (_, site) = try world.named(call.query["site"]?.string, at: "?site")
            guard let found = world.faults.all(of: site).first(where: { $0.rule.name == call.names["name"] }) else { throw noRule }
            return .value(value(of: found))
        },
        AdminRoute(
            .put, address, "Makes or replaces a fault rule. Its counters begin anew. A test control.", query: query,
            body: .object([siteMember] + FaultRule.members),
            answers: [.init(200, "The rule.", ruleShape), AdministeredWorld.controlsOff]
        ) { call throws(AdminError) in
            let site = try controlledSite(besideName: call, world)
            let name = call.names["name"] ?? ""
            try usable { () throws(JSONSchemaError) in try FaultRule.check(name, at: .root) }
            let standing = SiteFaults.Standing(try usable { () throws(JSONSchemaError) in try FaultRule(call.body, named: name) })
            try world.faults.change(site) { (rules) throws(AdminError) in
                if let index = rules.firstIndex(where: { $0.rule.name == name }) { rules[index] = standing } else { rules.append(standing) }
            }
            world.note(.faults, "fault rule \(name) set", in: site)
            return .value(value(of: standing))
        },
        AdminRoute(
            .patch, address, "Switches a fault rule on or off. Its counters stay. A test control.", query: query,
            body: .object([siteMember, .required("enabled", .boolean, "Whether it applies.")]),
            answers: [.init(200, "The rule.", ruleShape), unknown, AdministeredWorld.controlsOff]
        ) { call throws(AdminError) in
            let site = try controlledSite(besideName: call, world)
            let changed = try world.faults.change(site) { rules throws(AdminError) in
                guard let index = rules.firstIndex(where: { $0.rule.name == call.names["name"] }) else { throw noRule }
                rules[index].isEnabled = call["enabled"]?.bool ?? true
                return rules[index]
            }
            world.note(.faults, "fault rule \(changed.rule.name) switched \(changed.isEnabled ? "on" : "off")", in: site)
            return .value(value(of: changed))
        },
        AdminRoute(
            .delete, address, "Removes a fault rule. A test control.", query: query,
            answers: [.init(204, "It is removed."), unknown, AdministeredWorld.controlsOff]
        ) { call throws(AdminError) in
            try world.requireTestControls()
            let (_, site) = try world.named(call.query["site"]?.string, at: "?site")
            try world.faults.change(site) { (rules) throws(AdminError) in
                guard let index = rules.firstIndex(where: { $0.rule.name == call.names["name"] }) else { throw noRule }
                rules.remove(at: index)
            }
            world.note(.faults, "fault rule \(call.names["name"] ?? "") removed", in: site)
            return .done
        },
    ]
}

private let nameShape = JSONShape.text(atMost: FaultRule.longestName)
private let siteMember = JSONShape.Member.optional("site", .text(atMost: 100), "The site; the default site if it is missing.")
private let noRule = AdminError(status: 404, code: "unknown_fault", message: "the site has no fault rule of this name")

private let ruleShape = JSONShape.object(
    [
        .required("name", nameShape, "The name."),
        .required("state", .choice(SiteFaults.State.allCases.map(\.rawValue)), "Whether it applies to calls now."),
        .required("matched", .integer(0...Int.max), "The number of calls that met `when`, without `call`."),
        .required("fired", .integer(0...Int.max), "The number of times that it applied."),
        .optional("left", .integer(0...Int.max), "How often it still applies. Missing if `times` is."),
        .optional("last", .moment, "When it last applied, by the server's time."),
    ] + FaultRule.members)

private let listShape = JSONShape.object([.required("faults", .list(ruleShape, atMost: FaultRule.mostOfASite), "The rules.")])

/// Returns the site that a body or the address names. Throws if test controls are off, or if they name two.
private func controlled(_ call: AdminCall, _ world: AdministeredWorld) throws(AdminError) -> (name: String, site: SiteID) {
    try world.requireTestControls()
    let (inBody, inAddress) = (call["site"]?.string, call.query["site"]?.string)
    if let inBody, let inAddress, inBody.lowercased() != inAddress.lowercased() {
        throw .unusable(at: "/site", "must be the site of the address, \"?site=\", or be left out")
    }
    return try world.named(inBody ?? inAddress, at: inBody == nil ? "?site" : "/site")
}

/// Returns the site that a body or the address names. An unknown one is an unusable value: 404 would say that the rule is not there.
private func controlledSite(besideName call: AdminCall, _ world: AdministeredWorld) throws(AdminError) -> SiteID {
    do throws(AdminError) {
        return try controlled(call, world).site
    } catch {
        throw error.code == "unknown_site" ? .unusable(at: error.at ?? "/site", error.message) : error
    }
}

private func newName(among rules: [SiteFaults.Standing]) -> String {
    var number = rules.count + 1
    while rules.contains(where: { $0.rule.name == "fault-\(number)" }) { number += 1 }
    return "fault-\(number)"
}

private func value(of rules: [SiteFaults.Standing]) -> JSON { .object([.init("faults", .array(rules.map { value(of: $0) }))]) }

private func value(of standing: SiteFaults.Standing) -> JSON {
    var members: [JSON.Member] = [
        .init("name", .string(standing.rule.name)), .init("state", .string(standing.state.rawValue)),
        .init("matched", .number(standing.matched)), .init("fired", .number(standing.fired)),
    ]
    if let left = standing.left { members.append(.init("left", .number(left))) }
    if let last = standing.last { members.append(.init("last", .string(MomentText.text(last)))) }
    return .object(members + [.init("enabled", .bool(standing.isEnabled))] + standing.rule.written)
}
