/// The discovery document of a service, which ASP.NET serves at `?disco`. It names the contract and the bindings.
struct Discovery<Call> {
    let wsdl: WSDL<Call>

    /// Returns the document.
    func bytes() -> [UInt8] {
        var writer = ContractWriter()
        let address = wsdl.address
        writer.element("discovery", ["xmlns": "http://schemas.xmlsoap.org/disco/"]) { writer in
            writer.element(
                "contractRef",
                ["ref": "\(address)?wsdl", "docRef": address, "xmlns": "http://schemas.xmlsoap.org/disco/scl/"])
            for (number, port) in wsdl.ports.filter(\.isSOAP).enumerated() {
                let prefix = "q\(number + 1)"
                writer.element(
                    "soap",
                    [
                        "address": address, "xmlns:\(prefix)": wsdl.service.namespace,
                        "binding": "\(prefix):\(wsdl.service.name)\(port.suffix)", "xmlns": "http://schemas.xmlsoap.org/disco/soap/",
                    ])
            }
        }
        return writer.finish()
    }
}
