import Text

/// Finds mistyped names among the environment variables that are meant for this program.
enum EnvironmentNames {
    /// The prefix of all names.
    static let prefix = "UNDERSTUDY_"
    /// What the names of variables begin with that hold the secrets of a recording.
    static let secretPrefix = prefix + "SECRET_"

    /// Throws for a variable that is not an option of any command. The message does not show its value, which may be a
    /// secret. An empty variable counts as not set.
    static func check(_ variables: [String: String]) throws(CommandFailure) {
        let known = Set(CommandSpecification.all.flatMap(\.options).map(\.environmentName))
        let strangers = variables.filter { name, value in
            name.hasPrefix(prefix) && !value.isEmpty && !known.contains(name) && !name.hasPrefix(secretPrefix)
                && !isServiceLink(name, value)
        }
        guard let stranger = strangers.keys.min() else { return }
        // The common prefix would make any two names look similar.
        let name = String(stranger.dropFirst(prefix.count))
        let names = known.sorted().map { String($0.dropFirst(prefix.count)) }
        let hint = nearest(to: name, among: names).map { "did you mean \(prefix)\($0)?" }
        throw .usage("\(stranger): unknown option; \(hint ?? "see understudy \(CommandSpecification.serve.name) --help")")
    }

    /// Returns whether a variable is one that Kubernetes and Docker set in every container beside a service named
    /// `understudy`: `UNDERSTUDY_SERVICE_HOST`, `UNDERSTUDY_PORT=tcp://10.0.0.1:8080`, `UNDERSTUDY_PORT_8080_TCP_ADDR`.
    /// Nobody mistyped those.
    private static func isServiceLink(_ name: String, _ value: String) -> Bool {
        if name.hasSuffix("_SERVICE_HOST") || name.contains("_SERVICE_PORT") { return true }
        if name.hasSuffix("_PORT") { return value.contains("://") }
        return name.contains("_PORT_") && ["_TCP", "_UDP", "_SCTP"].contains { name.hasSuffix($0) || name.contains($0 + "_") }
    }
}
