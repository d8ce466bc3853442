/// The values from the command line, the environment and the configuration file. The earlier ones take precedence.
struct OptionValues {
    /// A value and its source, so that an error can name it: `--listen`, `UNDERSTUDY_LISTEN`, `understudy.json:3:
    /// listen`.
    struct Value {
        /// The possible sources of a value. Each spells options in its own way.
        enum Place {
            case commandLine
            case environment
            case file
        }

        let text: String
        let origin: String
        let place: Place

        /// Returns the spelling of another option at this value's source, so that a message names what its reader can
        /// change.
        func spelling(of option: Option) -> String {
            switch place {
            case .commandLine: option.flag
            case .environment: option.environmentName
            case .file: option.configurationKey
            }
        }
    }

    private let flags: [String: String]
    private let environment: (String) -> String?
    private let file: ConfigurationFile?

    init(flags: [String: String], environment: @escaping (String) -> String?, file: ConfigurationFile? = nil) {
        self.flags = flags
        self.environment = environment
        self.file = file
    }

    /// Returns these values with a configuration file added.
    func with(_ file: ConfigurationFile) -> OptionValues {
        OptionValues(flags: flags, environment: environment, file: file)
    }

    /// The value that applies. Nil if there is none. An empty variable counts as not set.
    subscript(option: Option) -> Value? {
        if let text = flags[option.name] { return Value(text: text, origin: option.flag, place: .commandLine) }
        if let text = environment(option.environmentName), !text.isEmpty {
            return Value(text: text, origin: option.environmentName, place: .environment)
        }
        return file?[option]
    }

    /// Returns the values of an option that may be given several times. In the environment, each is on a line of its own.
    func all(_ option: Option) -> [Value] {
        guard let value = self[option] else { return [] }
        return value.text.split(separator: "\n").map { Value(text: String($0), origin: value.origin, place: value.place) }
    }

    /// Returns a value that must be given.
    func required(_ option: Option, of command: CommandSpecification) throws(CommandFailure) -> Value {
        guard let value = self[option] else {
            throw .usage("\(command.name): \(option.flag) is missing; see understudy \(command.name) --help")
        }
        return value
    }

    /// Returns whether a switch is on. In the environment, the value may be `on`, `1`, `true`, `yes` or their
    /// opposites.
    func isOn(_ option: Option) throws(CommandFailure) -> Bool {
        guard let value = self[option] else { return false }
        switch value.text.lowercased() {
        case Option.switchedOn, "1", "true", "yes": return true
        case "off", "0", "false", "no": return false
        default: throw .usage("\(value.origin): \"\(value.text)\" is neither on nor off")
        }
    }

    /// Returns a value that must be one of several words.
    func choice<Choice: RawRepresentable & CaseIterable>(
        _ option: Option, _ type: Choice.Type = Choice.self
    ) throws(CommandFailure) -> Choice? where Choice.RawValue == String {
        guard let value = self[option] else { return nil }
        guard let choice = Choice(rawValue: value.text) else {
            let words = Choice.allCases.map(\.rawValue)
            throw .usage("\(value.origin): \"\(value.text)\" is none of \(words.joined(separator: ", "))")
        }
        return choice
    }
}
