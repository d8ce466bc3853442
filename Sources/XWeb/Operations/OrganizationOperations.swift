import ASMX
import Accounts
import Calls
import Operations

/// Organizations. Source: XWeb.docc/Objects.md.
func organizationOperations(_ build: XWebBuild) -> [Operation<XWebCall>] {
    let type = ContainerType.organization(build)
    let object = FacadeObject.organization
    let key = Parameter.string("OrganizationKey", "The organization's key, a GUID.", isRequired: true)
    return [
        Operation(
            "GetOrganizationInformation", key, returns: .xml("`OrganizationObjects` with one `OrganizationObject`."), header: .both,
            certainty: .documented, refusals: .chosen,
            documentation: "Returns the information about an organization. An unknown key is a fault, `Invalid Parameters.`"
        ) { call, key in
            try call.authorize(.select, on: object)
            return object.tree([try call.record(key, of: object)])
        },
        Operation(
            "SetOrganizationInformation", key,
            .xml(
                "oUpdateNode", "The columns to set: elements with the columns' names. An empty element removes the value.",
                mayHoldPassword: true),
            returns: .xml("`OrganizationObjects` with one `OrganizationObject`, after the change."), header: .both,
            certainty: .documented, refusals: .chosen,
            documentation: "Changes what is known of an organization. If that is not possible, the fault has the reason in MessageDetail."
        ) { call, key, node in
            try call.authorize(.update, on: object)
            return object.tree([try call.update(key, of: .organization, fields: node, named: "oUpdateNode")])
        },
        Operation(
            "WEBOrganizationGet", .guid("key", "The organization's key."), returns: .record(type.type, "The organization."), header: .both,
            certainty: .seen, refusals: .chosen,
            documentation: "Returns an organization. An unknown key is a fault, `Invalid Parameters.`"
        ) { call, key in
            try call.authorize(.select, on: object)
            let record = try call.record(key, of: object)
            return type.value(key: key) { _, column in record[column] }
        },
    ]
}
