import Understudy

/// The sockets that a service manager has opened for this process. The name of each is that of the option whose address it takes the place of.
struct PassedSockets {
    private static let options: [Option] = [.listen, .tlsListen, .adminListen]

    private let sockets: [(name: String, socket: Int32)]

    /// Creates a list of sockets, each with its name.
    init(_ sockets: [(name: String, socket: Int32)] = []) {
        self.sockets = sockets
    }

    /// Throws for a socket of another name, for two of one name, and for one whose option is given too.
    func check(_ values: OptionValues) throws(CommandFailure) {
        for (index, (name, _)) in sockets.enumerated() {
            guard let option = Self.options.first(where: { $0.name == name }) else {
                let names = Self.options.map(\.name).joined(separator: ", ")
                throw .usage("the service manager passes a socket \"\(name)\": its name (FileDescriptorName=) must be one of \(names)")
            }
            guard !sockets[..<index].contains(where: { $0.name == name }) else {
                throw .usage("the service manager passes two sockets \"\(name)\": there is one address for each name")
            }
            if let value = values[option] {
                throw .usage("\(value.origin): the service manager passes a socket for this; leave out \(value.spelling(of: option))")
            }
        }
    }

    /// Returns the address of the socket that takes the place of an option's. Nil if there is none.
    func address(_ option: Option) throws(CommandFailure) -> ListenAddress? {
        guard let (name, socket) = sockets.first(where: { $0.name == option.name }) else { return nil }
        guard let address = ListenAddress(listening: socket) else {
            throw .usage("the service manager's socket \"\(name)\" does not listen for TCP connections (ListenStream=ADDRESS:PORT)")
        }
        return address
    }
}
