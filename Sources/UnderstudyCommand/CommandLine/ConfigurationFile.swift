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

    /// Where the settings of a site stand, for messages; nil when it has none of its own.
    func origin(ofSite name: String) -> String? { sites.first { $0.name == name }?.origin }

    subscript(option: Option) -> OptionValues.Value? { values[option.name] }
}
