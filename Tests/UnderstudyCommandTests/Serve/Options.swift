import Testing

@testable import UnderstudyCommand

/// Returns what flags, an environment and a configuration file make serve do.
func options(
    _ flags: [String: String] = [:], environment: [String: String] = [:], file: String? = nil
) throws -> ServeOptions {
    var values = OptionValues(flags: flags) { environment[$0] }
    if let file { values = values.with(try ConfigurationFile(Array(file.utf8), name: "c.json")) }
    return try ServeOptions(values)
}

/// Returns why serve refuses them, or nil if it does not.
func refusal(_ flags: [String: String] = [:], environment: [String: String] = [:], file: String? = nil) -> String? {
    do {
        _ = try options(flags, environment: environment, file: file)
        return nil
    } catch let error as CommandFailure {
        #expect(error.kind == .usage)
        return error.message
    } catch {
        return "\(error)"
    }
}
