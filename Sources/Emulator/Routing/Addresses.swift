/// The addresses of everything on the main listener. Routing, the text of the 404 answer and the reserved names of
/// sites all use this list.
enum Addresses {
    /// Answers whether the process is alive.
    static let live = Address(prefix: nil, [String](), .alone("livez"))
    /// Answers whether requests can be answered.
    static let ready = Address(prefix: nil, [String](), .alone("readyz"))

    /// All addresses as the documentation shows them.
    static let documentation = emulatedSystems.flatMap { documentation(of: $0) } + [live.documentation, ready.documentation]

    /// The first path segments that have a meaning, so that no site may have one of these names: those of the
    /// addresses, and others reserved for the future.
    static let reservedSegments = (emulatedSystems.flatMap { firstFolders(of: $0) } + ["api", "livez", "readyz", "metrics"]).uniqued()

    private static func documentation(of system: some EmulatedSystem) -> [String] { system.doors.map(\.address.documentation) }

    private static func firstFolders(of system: some EmulatedSystem) -> [String] {
        (system.doors + system.refusedDoors).flatMap(\.address.firstFolderNames)
    }
}

extension [String] {
    /// Returns each string once, in the order of first occurrence.
    fileprivate func uniqued() -> [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
