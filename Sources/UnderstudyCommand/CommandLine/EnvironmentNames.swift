/// Finds mistyped names among the environment variables that are meant for the program.
enum EnvironmentNames {
    /// What all names begin with.
    static let prefix = "UNDERSTUDY_"

    /// Refuses a variable that is no option of any command. The value is not shown, for it may be a secret. A variable that is empty counts as
    /// one that is not set.
    static func check(_ variables: [String: String]) throws(CommandFailure) {
        let known = Set(CommandSpecification.all.flatMap(\.options).map(\.environmentName))
        let strangers = variables.filter { name, value in
            name.hasPrefix(prefix) && !value.isEmpty && !known.contains(name) && !isServiceLink(name, value)
        }
        guard let stranger = strangers.keys.min() else { return }
        // What all names share would make any two look alike.
        let name = String(stranger.dropFirst(prefix.count))
        let names = known.sorted().map { String($0.dropFirst(prefix.count)) }
        let hint = nearest(to: name, among: names).map { "did you mean \(prefix)\($0)?" }
        throw .usage("\(stranger): unknown option; \(hint ?? "see understudy \(CommandSpecification.serve.name) --help")")
    }

    /// Whether a variable is one that Kubernetes and Docker set by themselves in every container beside a service named `understudy`:
    /// `UNDERSTUDY_SERVICE_HOST`, `UNDERSTUDY_PORT=tcp://10.0.0.1:8080`, `UNDERSTUDY_PORT_8080_TCP_ADDR`. Nobody mistyped those.
    private static func isServiceLink(_ name: String, _ value: String) -> Bool {
        if name.hasSuffix("_SERVICE_HOST") || name.contains("_SERVICE_PORT") { return true }
        if name.hasSuffix("_PORT") { return value.contains("://") }
        return name.contains("_PORT_") && ["_TCP", "_UDP", "_SCTP"].contains { name.hasSuffix($0) || name.contains($0 + "_") }
    }
}
