import Operations
import SOAP
import XML

/// Which header blocks the host understands, whatever service it serves.
enum HeaderUnderstanding {
    /// The blocks that must be understood and are not. Checked before anything runs: ASP.NET looks when it writes the answer, after the
    /// method has run, and sends the same message; running nothing is our choice (ASMX.docc/Headers.md).
    ///
    /// Without an operation, because the request names none, the service's own block counts as understood. Of several the first does: ASP.NET
    /// takes the others for blocks it does not know.
    static func blocksNotUnderstood(
        in blocks: [SOAPHeaderBlock], by operation: ServiceTable.Row?, of table: ServiceTable
    ) -> [SOAPHeaderBlock] {
        let ownName = operation?.header ?? .both == .both ? table.headerName : nil
        var hasOwn = false
        return blocks.filter { block in
            if !hasOwn, ownName.map(block.element.isNamed) == true {
                hasOwn = true
                return false
            }
            return block.mustUnderstand && !isAddressing(block.element)
        }
    }

    /// WS-Addressing's blocks and .NET's synthetic Action are understood and make no difference: an answer always goes back on the
    /// connection the request came on, wherever ReplyTo points.
    private static func isAddressing(_ element: XMLElement) -> Bool {
        Namespaces.addressing.contains(where: element.isInNamespace) && addressingNames.contains(where: element.hasLocalName)
    }

    /// The message addressing properties (WS-Addressing 1.0, SOAP binding, section 3).
    private static let addressingNames = ["Action", "To", "MessageID", "ReplyTo", "FaultTo", "From", "RelatesTo"]
}
