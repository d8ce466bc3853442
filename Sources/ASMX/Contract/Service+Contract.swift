extension Service {
    /// Returns the service's contract (WSDL 1.1) for these settings, as served at an address.
    public func contract(_ settings: ServiceSettings, at address: String) -> [UInt8] {
        WSDL(service: self, settings: settings, address: address).bytes()
    }
}
