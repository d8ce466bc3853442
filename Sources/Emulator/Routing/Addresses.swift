/// The addresses of everything the main listener serves. Routing, the text of the 404 answer and the reserved names of sites come from here.
enum Addresses {
    /// Where the process says whether it lives.
    static let live = Address(prefix: nil, [String](), .alone("livez"))
    /// Where it says whether it can answer.
    static let ready = Address(prefix: nil, [String](), .alone("readyz"))

    /// All addresses as the documentation writes them.
    static let documentation = emulatedSystems.flatMap { documentation(of: $0) } + [live.documentation, ready.documentation]

    /// First segments that have a meaning of their own, so that no site may be named like one: those of the addresses, and those that are
    /// kept for what is still to come.
    static let reservedSegments = emulatedSystems.flatMap { firstFolders(of: $0) }.uniqued() + ["api", "livez", "readyz", "metrics"]

    private static func documentation(of system: some EmulatedSystem) -> [String] { system.doors.map(\.address.documentation) }

    private static func firstFolders(of system: some EmulatedSystem) -> [String] { system.doors.flatMap(\.address.firstFolderNames) }
}

extension [String] {
    /// The strings, each once, in the order of their first places.
    fileprivate func uniqued() -> [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
