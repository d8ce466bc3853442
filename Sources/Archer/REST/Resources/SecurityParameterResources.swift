import OData
import Operations

/// Security parameters. Source: Archer.docc/REST.md.
let securityParameterResources: [RESTResource] = [
    RESTResource(
        .get, "system/securityparameter", of: "System.SecurityParameterController", requires: .read, on: .securityParameters,
        .options(of: securityParameterObject),
        answers: .object("parameter", "The security parameters."), does: .searches,
        certainty: .documented, refusals: .seen,
        documentation: "Lists the security parameters, that of administrators first."
    ) { call, query in try securityParameterObject.answer(call.securityParameters(), query) },

    RESTResource(
        .get, "system/securityparameter/{id}", of: "System.SecurityParameterController", requires: .read, on: .securityParameters,
        .pathID("id", "The id of the security parameter."), .selection(of: securityParameterObject),
        answers: .object("parameter", "The security parameter."), certainty: .documented, refusals: .seen,
        documentation: "Returns a security parameter."
    ) { call, id, query in securityParameterObject.answer(try call.securityParameter(id), query) },

    RESTResource(
        .post, "system/securityparameter", of: "System.SecurityParameterController", requires: .create, on: .securityParameters,
        .securityParameter(isNew: true),
        answers: .id("The id of the new security parameter."),
        certainty: .documented,
        documentation: "Creates a security parameter. What is missing has the vendor's default."
    ) { call, given in
        var parameter = SecurityParameter()
        try parameter.set(given.properties)
        return .id(try call.createSecurityParameter(parameter))
    },

    RESTResource(
        .put, "system/securityparameter", of: "System.SecurityParameterController", requires: .update, on: .securityParameters,
        .securityParameter(isNew: false),
        answers: .id("The id of the security parameter."),
        certainty: .documented,
        documentation: "Changes a security parameter. What is missing or null stays as it is."
    ) { call, given in
        try call.updateSecurityParameter(given.id) { parameter in try parameter.set(given.properties) }
        return .id(given.id)
    },

    RESTResource(
        .delete, "system/securityparameter/{id}", of: "System.SecurityParameterController", requires: .delete, on: .securityParameters,
        .pathID("id", "The id of the security parameter."),
        answers: .id("The id of the security parameter."),
        certainty: .documented,
        documentation: "Deletes a security parameter that no user has and that is not that of new users."
    ) { call, id in
        try call.deleteSecurityParameter(id)
        return .id(id)
    },
]

/// A security parameter in a body.
private struct GivenSecurityParameter: Sendable {
    let id: Int32
    let properties: RESTProperties
}

extension RESTParameter<GivenSecurityParameter> {
    /// Returns the properties of a security parameter. A new one has a name and no id.
    fileprivate static func securityParameter(isNew: Bool) -> Self {
        // Those that follow from the id or cannot be set.
        let fixed = ["Id", "SecurityParameterType", "IsSysadmin", "Guid", "UpdateInformation"]
        let id = ParameterDescription("Id", .int, isRequired: true, "The id of the security parameter.")
        let descriptions = securityParameterObject.fields.filter { !fixed.contains($0.name) }.map { field in
            ParameterDescription(field.name, .string, isRequired: isNew && field.name == "Name", "The property of this name.")
        }
        return Self((isNew ? [] : [id]) + descriptions) { source in
            if isNew {
                guard try source.body.text("Name")?.isEmpty == false else { throw RESTRefusal.required("Name") }
                return GivenSecurityParameter(id: 0, properties: source.body)
            }
            guard let id = try source.body.int("Id") else { throw RESTRefusal.required("Id") }
            return GivenSecurityParameter(id: id, properties: source.body)
        }
    }
}
