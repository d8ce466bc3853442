import Operations

/// All resources of the REST API, emulated or not.
public let restResources: [RESTResource] =
    sessionResources + userResources + userChangeResources + groupResources + roleResources + securityParameterResources + taskResources
    + otherResources

/// Returns the name of the controller of a row, or an empty text.
func restResource(of row: OperationFacts?) -> RESTResource? {
    restResources.first { $0.facts === row }
}

/// Resources of the vendor's that are not emulated. Source: Archer.docc/REST.md.
private let otherResources: [RESTResource] = [
    ("content", "Records of applications."), ("datafeed", "Data feeds."),
    ("system/accesscontrolreports", "Reports about sign-ins and other events."), ("system/application", "Applications."),
    ("system/eventaction", "The actions of data-driven events."), ("system/eventrule", "The rules of data-driven events."),
    ("system/fielddefinition", "The fields of applications."), ("system/fielddisplay", "The fields of layouts."),
    ("system/globalprintformat", "Print formats."), ("system/job", "Jobs."), ("system/level", "The levels of applications."),
    ("system/levellayout", "The layouts of levels."), ("system/questionnaire", "Questionnaires."),
    ("system/questionnairerule", "The rules of questionnaires."), ("system/report", "Reports."), ("system/subform", "Subforms."),
    ("system/usergroupselection", "The users and groups of fields."), ("system/valueslist", "Lists of values."),
    ("system/valueslistvalue", "The values of lists."),
].map { RESTResource(notEmulated: $0, documentation: $1) }

extension RESTResource {
    /// The vendor's controller for sessions.
    static let securityController = "SecurityController"
}
