import Emulator
import JSON

/// The file of `--config`: any option of `serve` under its key, and the settings of the emulated systems.
struct ConfigurationFile {
    /// The settings of the emulated systems.
    let settings: EmulatorSettings
    /// The settings in the sections of the systems and of sites, as written.
    let systemSettings: [(name: String, value: JSON, origin: String)]
    private let values: [String: OptionValues.Value]
    /// The sites with their own settings and their places in the file, for messages.
    private let sites: [(name: String, origin: String)]

    /// Parses the text of a file. `name` is the file's name, for messages. Throws for unknown keys.
    init(_ text: [UInt8], name: String) throws(FileError) {
        let file = try WrittenFile(text, name: name)
        var values: [String: OptionValues.Value] = [:]
        let (texts, settings) = try file.read(Self.read)
        for (option, text) in texts {
            let key = option.configurationKey
            let line = file.line(of: JSONPath.root.member(key))
            values[option.name] = OptionValues.Value(text: text, origin: "\(name):\(line): \(key)", place: .file)
        }
        self.values = values
        let keys = Set(Self.options.map(\.configurationKey))
        systemSettings = (file.json.members ?? []).filter { !keys.contains($0.name) }
            .flatMap { $0.value.leaves(at: JSONPath.root.member($0.name)) }
            .map { path, value in (path.description, value, "\(name):\(file.line(of: path)): \(path)") }
        self.settings = settings
        sites = settings.siteNames.map { site in
            let path = JSONPath.root.member("sites").member(site)
            return (site, "\(name):\(file.line(of: path)): \(path)")
        }
    }

    /// The options that the file may have.
    private static var options: [Option] { CommandSpecification.serve.options.filter { $0.name != Option.config.name } }

    private static func read(_ json: JSON) throws(JSONSchemaError) -> (texts: [(Option, String)], settings: EmulatorSettings) {
        try json.readObject { reader throws(JSONSchemaError) in
            var texts: [(Option, String)] = []
            for option in options {
                let key = option.configurationKey
                guard let text = try reader.string(key) else { continue }
                guard !text.isEmpty else { throw reader.error(key, "must not be empty") }
                texts.append((option, text))
            }
            return (texts, try EmulatorSettings(&reader))
        }
    }

    /// Returns everything that is wrong with the text of a file.
    static func findings(in text: [UInt8], file: String) -> FileFindings {
        WrittenFile.findings(in: text, name: file) { json throws(JSONSchemaError) in _ = try read(json) }
    }

    /// Returns whether a text is a configuration rather than fixtures: it has an option.
    static func isLikely(_ text: [UInt8]) -> Bool {
        let members = (try? JSON.parse(text, limits: .ownFile))?.members ?? []
        return members.contains { member in options.contains { $0.configurationKey == member.name } }
    }

    /// Returns the place of a site's settings, for messages. Nil if it has none.
    func origin(ofSite name: String) -> String? { sites.first { $0.name == name }?.origin }

    subscript(option: Option) -> OptionValues.Value? { values[option.name] }
}
