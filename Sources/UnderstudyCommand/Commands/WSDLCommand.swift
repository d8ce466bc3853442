import Emulator
import HTTP
import HTTPClient
import Replay

/// `understudy wsdl`: prints a service's contract, or compares it with another one.
enum WSDLCommand {
    /// The services that have a contract.
    static let serviceNames = Catalogue.services.filter(\.hasContract).map(\.name).joined(separator: ", ")

    static func run(_ arguments: Arguments, _ values: OptionValues) throws(CommandFailure) {
        let name = arguments.operands.first ?? ""
        let base = try BaseURL.check(values[.contractBase]?.text ?? "http://127.0.0.1:8080", origin: Option.baseURL.flag)
        guard let contract = Catalogue.contract(ofServiceNamed: name, at: base) else {
            throw .usage("wsdl: there is no service \(name) with a contract; there are \(serviceNames)")
        }
        if let other = values[.compare] { return try compare(contract, with: other, values) }
        guard Files.write(contract, to: 1) else { throw .failed("cannot write to standard output: \(Files.reason())") }
    }

    private static func compare(_ own: [UInt8], with other: OptionValues.Value, _ values: OptionValues) throws(CommandFailure) {
        let least = try values.choice(.failOn, Difference.Tier.self) ?? .warning
        let document = try document(other, values)
        let differences: [Difference]
        do throws(RecordingError) {
            differences = try ContractComparison.differences(own: own, other: document)
        } catch {
            throw .failed("\(other.origin): \(error)")
        }
        for difference in differences { Output.line("\(difference.tier.rawValue)  \(difference)") }
        if differences.isEmpty { Output.line("the contracts say the same") }
        let failed = differences.count { $0.tier >= least }
        if failed > 0 { throw .failed("the contracts differ in \(failed) \(failed == 1 ? "place" : "places")") }
    }

    /// Returns the contract in a file, or at an address.
    private static func document(_ value: OptionValues.Value, _ values: OptionValues) throws(CommandFailure) -> [UInt8] {
        guard ["http://", "https://"].contains(where: { value.text.lowercased().hasPrefix($0) }) else {
            return try Files.read(value.text, namedBy: value.origin)
        }
        let server = CalledServer(value.text, acceptsAnyCertificate: try values.isOn(.insecure), timeout: .seconds(60))
        let answer: HTTPResponse
        do throws(HTTPClientError) {
            answer = try server.send(HTTPClientRequest(url: value.text))
        } catch {
            throw .failed("\(value.origin): \(error)")
        }
        guard answer.status == 200 else { throw .failed("\(value.origin): \(value.text) answers \(answer.status)") }
        return answer.body
    }
}
