import Calls
import Emulator
import JSON

/// Returns the addresses for snapshots.
func snapshotRoutes(_ world: AdministeredWorld) -> [AdminRoute] {
    let unknown = AdminRoute.Answer(404, "There is no such snapshot, or no such site.", AdminError.shape)
    let ofSite = AdminRoute.Parameter("site", .text(atMost: 100), "The site; the default site if it is missing.")
    return [
        AdminRoute(
            .get, "/api/snapshots", "The snapshots that are kept in the server. They go when it ends.",
            query: [.init("site", .text(atMost: 100), "The site that they show; all sites if it is missing or `*`.")],
            answers: [
                .init(200, "The snapshots.", .object([.required("snapshots", .list(snapshotShape, atMost: .max), "The snapshots.")])),
                unknownSite,
            ]
        ) { call throws(AdminError) in
            var snapshots = world.keeper.snapshots
            if let site = call.query["site"]?.string, site != "*" {
                let name = try world.named(site, at: "?site").0
                snapshots.removeAll { $0.site != name }
            }
            return .value(.object([.init("snapshots", .array(snapshots.map(snapshotValue)))]))
        },
        AdminRoute(
            .put, "/api/snapshots/{snapshot}",
            """
            Keeps what a site has now, with its sessions and failed sign-ins, in the place of its snapshot with this name. At most \
            \(SiteKeeper.Snapshot.greatestNumberPerSite) of a site and \(SiteKeeper.Snapshot.greatestNumber) altogether. A test control.
            """,
            query: [ofSite],
            answers: [
                .init(200, "It took the place of another.", snapshotShape), .init(201, "It is the first with this name.", snapshotShape),
                unknown,
                AdministeredWorld.controlsOff,
            ], on: .disk
        ) { call throws(AdminError) in
            try world.requireTestControls()
            let (site, key) = try world.named(call.query["site"]?.string, at: "?site")
            let name = call.names["snapshot"] ?? ""
            let (snapshot, isNew) = try refusing { () throws(SiteError) in
                try world.keeper.takeSnapshot(named: name, ofSiteNamed: site, at: world.now(in: key))
            }
            return isNew
                ? .created(snapshotValue(snapshot), at: locator(of: "/api/snapshots/\(name)", inSiteNamed: site))
                : .value(snapshotValue(snapshot))
        },
        AdminRoute(
            .delete, "/api/snapshots/{snapshot}", "Deletes a snapshot. Sites that were made from it stay. A test control.",
            query: [ofSite],
            answers: [.init(204, "It is deleted."), unknown, AdministeredWorld.controlsOff]
        ) { call throws(AdminError) in
            try world.requireTestControls()
            let site = try world.named(call.query["site"]?.string, at: "?site").0
            try refusing { () throws(SiteError) in
                try world.keeper.removeSnapshot(named: call.names["snapshot"] ?? "", ofSiteNamed: site)
            }
            return .done
        },
    ]
}

private let snapshotShape = JSONShape.object([
    .required("name", .text(), "The name."), .required("site", .text(), "The site that it shows."),
    .required("at", .moment, "When it was taken, by the site's clock."),
    .required("accounts", .integer(0...Int.max), "The number of accounts."),
])

private func snapshotValue(_ snapshot: SiteKeeper.Snapshot) -> JSON {
    .object([
        .init("name", .string(snapshot.name)), .init("site", .string(snapshot.site)),
        .init("at", .string(MomentText.text(snapshot.takenAt))), .init("accounts", .number(snapshot.accounts)),
    ])
}
