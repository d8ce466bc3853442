import Operations

/// All resources of the REST API, emulated or not.
public let restResources: [RESTResource] =
    sessionResources + groupResources + roleResources + securityParameterResources + taskResources + otherResources

/// Returns the name of the controller of a row, or an empty text.
func restController(of row: OperationFacts?) -> String {
    restResources.first { $0.facts === row }?.controller ?? ""
}

/// Resources of the vendor's that are not emulated. Source: Archer.docc/REST.md.
private let otherResources: [RESTResource] = [
    ("content", "Records of applications."), ("system/application", "Applications."),
    ("system/fielddefinition", "The fields of applications."), ("system/globalprintformat", "Print formats."), ("system/job", "Jobs."),
    ("system/level", "The levels of applications."), ("system/levellayout", "The layouts of levels."),
    ("system/questionnaire", "Questionnaires."), ("system/questionnairerule", "The rules of questionnaires."),
    ("system/report", "Reports."), ("system/subform", "Subforms."), ("system/valueslist", "Lists of values."),
    ("system/valueslistvalue", "The values of lists."), ("datafeed", "Data feeds."),
].map { RESTResource(notEmulated: $0, documentation: $1) }

extension RESTResource {
    /// The vendor's controller for sessions.
    static let securityController = "SecurityController"
}
