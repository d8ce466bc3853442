import Emulator

/// `understudy wsdl`: prints a service's contract.
enum WSDLCommand {
    static func run(_ arguments: Arguments, _ values: OptionValues) throws(CommandFailure) {
        let name = arguments.operands.first ?? ""
        let base = try BaseURL.check(values[.contractBase]?.text ?? "http://127.0.0.1:8080", origin: Option.baseURL.flag)
        guard let contract = Catalogue.contract(ofServiceNamed: name, at: base) else {
            let names = Catalogue.services.filter(\.hasContract).map(\.name).joined(separator: ", ")
            throw .usage("wsdl: there is no service \(name) with a contract; there are \(names)")
        }
        guard Files.write(contract, to: 1) else { throw .failed("cannot write to standard output: \(Files.reason())") }
    }
}
