import Emulator
import JSON

/// The file that `--config` names: any option of `serve` under its key, and the settings of the emulated systems.
struct ConfigurationFile {
    /// The settings of the emulated systems.
    let settings: EmulatorSettings
    private let values: [String: OptionValues.Value]

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
                    values[option.name] = OptionValues.Value(text: text, origin: "\(name):\(line): \(key)")
                }
                return try EmulatorSettings(&reader)
            }
        }
        self.values = values
    }

    subscript(option: Option) -> OptionValues.Value? { values[option.name] }
}
