import SOAP
import XML

/// Which header blocks the host understands, whatever service it serves.
enum HeaderUnderstanding {
    /// The blocks that must be understood and are not. Checked before anything runs: ASP.NET looks when it writes the answer, after the
    /// method has run, and sends the same message; running nothing is our choice (reference page asmx.md, 8).
    static func blocksNotUnderstood<Call>(
        in blocks: [SOAPHeaderBlock], by operation: Operation<Call>, of service: Service<Call>, profile: Profile
    ) -> [SOAPHeaderBlock] {
        guard !blocks.isEmpty else { return [] }
        return blocks.filter { block in
            guard block.mustUnderstand, profile.isAddressedToUs(block) else { return false }
            if isAddressing(block) { return false }
            if operation.header == .both, let header = service.header {
                return !block.element.isNamed(XMLName(header.name, in: service.namespace))
            }
            return true
        }
    }

    /// WS-Addressing's blocks and .NET's synthetic Action are understood and make no difference: an answer always goes back on the
    /// connection the request came on, wherever ReplyTo points.
    private static func isAddressing(_ block: SOAPHeaderBlock) -> Bool {
        Namespaces.addressing.contains { block.element.isInNamespace($0) }
    }
}
