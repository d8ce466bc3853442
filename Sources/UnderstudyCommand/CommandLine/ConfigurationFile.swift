import Emulator
import JSON

/// The file of `--config`: any option of `serve` under its key, and the settings of the emulated systems.
struct ConfigurationFile {
    /// The settings of the emulated systems.
    let settings: EmulatorSettings
    private let values: [String: OptionValues.Value]
    /// The sites with their own settings and their places in the file, for messages.
    private let sites: [(name: String, origin: String)]

    /// Parses the text of a file. `name` is the file's name, for messages. Throws for unknown keys.
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

    /// Returns the place of a site's settings, for messages. Nil if it has none.
    func origin(ofSite name: String) -> String? { sites.first { $0.name == name }?.origin }

    subscript(option: Option) -> OptionValues.Value? { values[option.name] }
}
