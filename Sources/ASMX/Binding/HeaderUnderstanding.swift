import Operations
import SOAP
import XML

/// The header blocks that the host understands in every service.
enum HeaderUnderstanding {
    /// Returns the blocks that must be understood but are not. This is checked before anything runs. ASP.NET sends the same
    /// message, but checks when it writes the answer, after the method has run (ASMX.docc/Headers.md).
    ///
    /// If the request names no operation, the service's own block counts as understood. If there are several of them, only
    /// the first does: ASP.NET treats the others as unknown blocks.
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

    /// Returns whether an element is a block of WS-Addressing or .NET's synthetic Action. They are understood and
    /// ignored: an answer is always sent on the request's connection, whatever ReplyTo says.
    private static func isAddressing(_ element: XMLElement) -> Bool {
        Namespaces.addressing.contains(where: element.isInNamespace) && addressingNames.contains(where: element.hasLocalName)
    }

    /// The message addressing properties (WS-Addressing 1.0, SOAP binding, section 3).
    private static let addressingNames = ["Action", "To", "MessageID", "ReplyTo", "FaultTo", "From", "RelatesTo"]
}
