import Emulator
import JSON

/// Returns the address that shows the settings of the server.
func settingsRoutes(_ world: AdministeredWorld) -> [AdminRoute] {
    [
        AdminRoute(
            .get, "/api/settings",
            "How this server was started: each setting that applies with its origin, how full the journal is, and who can reach the server. "
                + "No secret is among it.",
            answers: [.init(200, "The settings.", settingsShape)]
        ) { _ throws(AdminError) in
            let (fill, limits) = (world.journal.size, world.journal.limits)
            let journal: [JSON.Member] = [
                .init("entries", .number(fill.entries)), .init("entry_limit", .number(limits.entries)), .init("bytes", .number(fill.bytes)),
                .init("byte_limit", .number(limits.bytes)), .init("dropped", .number(fill.dropped)),
            ]
            return .value(
                .object([
                    .init("version", .string(UnderstudyVersion.version)), .init("url", .string(world.url())),
                    .init("test_controls", .bool(world.allowsTestControls)), .init("journal", .string(world.journal.level.rawValue)),
                    .init("journal_fill", .object(journal)), .init("exposure", exposure(world.server)),
                    .init("sites", .number(world.sites.names.count)), .init("settings", .array(world.server.settings.map(settingValue))),
                ]))
        }
    ]
}

private let settingsShape = JSONShape.object([
    .required("version", .text(), "The release."), .required("url", .text(), "The address of the emulated systems."),
    .required("test_controls", .boolean, "Whether callers may do what only tests need."),
    .required("journal", .choice(Journal.Level.allCases.map(\.rawValue)), "How much of calls the journal keeps."),
    .required(
        "journal_fill",
        .object([
            .required("entries", .integer(0...Int.max), "The number of entries."),
            .required("entry_limit", .integer(0...Int.max), "The greatest number."),
            .required("bytes", .integer(0...Int.max), "Their size in bytes."),
            .required("byte_limit", .integer(0...Int.max), "The greatest size."),
            .required("dropped", .integer(0...Int.max), "How many entries had to go."),
        ]), "How full the journal is."),
    .required(
        "exposure",
        .object([
            .required("admin", placeShape, "Where the admin API listens."),
            .required("admin_token", .boolean, "Whether its callers must send a token."),
            .required("systems", placeShape, "Where the emulated systems listen."),
            .required("tls", .boolean, "Whether they have a listener with TLS."),
            .required("text", .text(), "The same in words."),
        ]), "Who can reach the server."),
    .required("sites", .integer(1...Int.max), "The number of sites."),
    .required(
        "settings",
        .list(shownSettingShape, atMost: .max),
        "The settings of the server, and those of the emulated systems that the configuration file has. Empty for a server in a program of "
            + "another kind."),
])

/// The shape of a setting.
let shownSettingShape = JSONShape.object([
    .required("name", .text(), "The name, as in a configuration file."),
    .optional("value", .text(atMost: .max), "The value that applies. Missing for a secret, and if there is none."),
    .optional("secret", .boolean, "True for a secret. Its value is never shown."),
    .required("origin", .choice(ServerDescription.Setting.Origin.allCases.map(\.rawValue)), "Where the value comes from."),
    .optional("source", .text(atMost: .max), "The flag, the variable, or the place in the file."),
])

private let placeShape = JSONShape.choice(["loopback", "network"])

private func exposure(_ server: ServerDescription) -> JSON {
    let (admin, systems) = (server.isAdminReachable ? "network" : "loopback", server.isReachable ? "network" : "loopback")
    let text =
        "admin API on the \(admin), \(server.needsAdminToken ? "with a" : "no") token; "
        + "emulated systems on the \(systems), \(server.hasTLS ? "with" : "without") TLS"
    return .object([
        .init("admin", .string(admin)), .init("admin_token", .bool(server.needsAdminToken)), .init("systems", .string(systems)),
        .init("tls", .bool(server.hasTLS)), .init("text", .string(text)),
    ])
}

/// Returns a setting as JSON.
func settingValue(_ setting: ServerDescription.Setting) -> JSON {
    var members: [JSON.Member] = [.init("name", .string(setting.name))]
    if let value = setting.value { members.append(.init("value", .string(value))) }
    if setting.isSecret { members.append(.init("secret", .bool(true))) }
    members.append(.init("origin", .string(setting.origin.rawValue)))
    if let source = setting.source { members.append(.init("source", .string(source))) }
    return .object(members)
}
