extension Service {
    /// The service's contract (WSDL 1.1) as it is served at an address with these settings.
    public func contract(_ settings: ServiceSettings, at address: String) -> [UInt8] {
        WSDL(service: self, settings: settings, address: address).bytes()
    }
}
