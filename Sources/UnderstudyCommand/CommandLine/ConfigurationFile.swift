import Emulator
import JSON

/// The file that `--config` names: any option of `serve` under its key, and the settings of the emulated systems.
struct ConfigurationFile {
    /// The settings of the emulated systems.
    let settings: EmulatorSettings
    private let values: [String: OptionValues.Value]
    /// The sites with settings of their own, and where they stand, for messages.
    private let sites: [(name: String, origin: String)]

    /// Reads a file's text; `name` is the file's name, for messages. Unknown keys are refused.
    init(_ text: [UInt8], name: String) throws(FileError) {
        let file = try WrittenFile(text, name: name)
        var values: [String: OptionValues.Value] = [:]
        settings = try file.read { json throws(JSONSchemaError) in
            try json.readObject { reader throws(JSONSchemaError) in
                for option in CommandSpecification.serve.options where option.name != Option.config.name {
                    let key = option.configurationKey
                    guard let text = try reader.string(key) else { continue }
                    guard !text.isEmpty else { throw reader.error(key, "must not be empty") }
                    let line = file.line(of: JSONPath.root.member(key))
                    values[option.name] = OptionValues.Value(text: text, origin: "\(name):\(line): \(key)", place: .file)
                }
                return try EmulatorSettings(&reader)
            }
        }
        self.values = values
        sites = settings.siteNames.map { site in
            let path = JSONPath.root.member("sites").member(site)
            return (site, "\(name):\(file.line(of: path)): \(path)")
        }
    }

    /// Refuses settings for a site that is none of those named; letter case does not count.
    func checkSites(against names: [String]) throws(CommandFailure) {
        let known = Set(names.map { $0.lowercased() })
        guard let stranger = sites.first(where: { !known.contains($0.name.lowercased()) }) else { return }
        throw .usage(
            "\(stranger.origin): settings for a site \"\(stranger.name)\", which is not there; there are \(names.joined(separator: ", "))")
    }

    subscript(option: Option) -> OptionValues.Value? { values[option.name] }
}
