import Backstage
import Understudy

extension ServeOptions {
    /// Returns every setting of `serve` with the value that applies and its origin, and those of the emulated systems that the
    /// configuration file has. Secrets have no value.
    func settings(from values: OptionValues, _ file: ConfigurationFile?) -> [ServerDescription.Setting] {
        let own = CommandSpecification.serve.options.map { option -> ServerDescription.Setting in
            guard let value = values[option] else {
                return ServerDescription.Setting(
                    option.configurationKey, standardValue(of: option), isSecret: !option.isFlag, from: .standard)
            }
            // An address of a database may have a user's name in it.
            let text = option.name == Option.store.name ? store.name : value.text
            return ServerDescription.Setting(
                option.configurationKey, text, isSecret: !option.isFlag, from: value.place.origin, at: value.origin)
        }
        let systems = (file?.systemSettings ?? []).map { setting -> ServerDescription.Setting in
            ServerDescription.Setting(ofSystem: setting.name, setting.value, from: .file, at: setting.origin)
        }
        return own + systems
    }

    /// Returns the value that applies if nobody sets an option. Nil if there is none.
    private func standardValue(of option: Option) -> String? {
        switch option.name {
        case Option.data.name, Option.store.name: nil
        case Option.fixtures.name: world == .demo ? "the demo world" : nil
        case Option.passwordCost.name: passwordCost.rawValue
        case Option.testControls.name: store.isKept ? "off" : "on"
        case Option.journal.name: (adminListen == nil ? Journal.Level.off : store.isKept ? .calls : .messages).rawValue
        case Option.callerAddresses.name: store.isKept ? "net" : "full"
        case Option.storeConnections.name, Option.storeConnectTimeout.name, Option.storeTimeout.name:
            if case .database = store.location { option.fallback } else { nil }
        default: option.isSwitch ? "off" : option.fallback
        }
    }
}

extension OptionValues.Value.Place {
    fileprivate var origin: ServerDescription.Setting.Origin {
        switch self {
        case .commandLine: .flag
        case .environment: .environment
        case .file: .file
        }
    }
}
