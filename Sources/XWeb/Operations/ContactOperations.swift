import ASMX
import Accounts
import Calls
import Operations

/// Addresses, phones and faxes of customers. Source: XWeb.docc/Contacts.md.
func contactOperations(_ build: XWebBuild) -> [Operation<XWebCall>] {
    contactOperations(.address, .customerAddress(build)) + [list(.fax)] + contactOperations(.phone, .customerPhone(build))
}

private func contactOperations(_ kind: ContactKind, _ type: ContainerType) -> [Operation<XWebCall>] {
    let name = kind.name
    let word = name.lowercased()
    let value = Parameter.record("oFacadeObject", type.type, "The \(word). Empty elements count as not sent.")
    let missing = XWebRefusal.errorOccurred("oFacadeObject is missing.", .missingArgument)
    return [
        Operation(
            "WEB\(name)Get", .guid("key", "The key of the \(word), \(kind.key)."), returns: .record(type.type, "The \(word)."),
            header: .both,
            certainty: .documented, refusals: .chosen,
            documentation: "Returns one \(word) of a customer. An unknown key is a fault, `Invalid Parameters.`"
        ) { call, key in
            try call.authorize(.select, on: .customer)
            return try call.contact(kind, key: key).value(type)
        },
        list(kind),
        Operation(
            "WEB\(name)Insert", value, returns: .record(type.type, "The \(word) with its new key."), header: .both, does: .writes,
            certainty: .chosen, refusals: .chosen,
            documentation: """
                Adds the \(word) to the customer in \(kind.owner). It becomes the primary one if \(kind.primary) is 1, or if there is no \
                other. If that is not possible, the fault has the reason in MessageDetail.
                """
        ) { call, value in
            guard let value else { throw missing }
            return try call.insert(kind, try ContactChange(value, kind)).value(type)
        },
        Operation(
            "WEB\(name)Update", value, returns: .boolean("true if the \(word) was changed."), header: .both, does: .writes,
            certainty: .documented, refusals: .chosen,
            documentation: """
                Changes the \(word) with the key in CurrentKey or \(kind.key). Empty elements change nothing. If the change is not possible, \
                nothing changes and the fault has the reason in MessageDetail.
                """
        ) { call, value in
            guard let value else { throw missing }
            let change = try ContactChange(value, kind)
            guard let key = change.key else { throw XWebRefusal.errorOccurred("CurrentKey is missing.", .missingArgument) }
            _ = try call.update(try call.contact(kind, key: key), change)
            return true
        },
    ]
}

private func list(_ kind: ContactKind) -> Operation<XWebCall> {
    Operation(
        "WEB\(kind.name)Get\(kind.plural)ByCustomer", .guid("CustomerKey", "The customer key."),
        returns: .xml("`Results` with a `Result` for each, the primary one first."), header: .both,
        certainty: .documented, refusals: .chosen,
        documentation: "Lists the \(kind.plural.lowercased()) of a customer. A key nobody has is a fault, `Invalid Parameters.`"
    ) { call, key in
        ResultTree.results(try call.contacts(kind, ofCustomer: key).map(\.cells))
    }
}
