import JSON
import OData
import Operations

/// The tasks of the calling user. There are none, because there are no workflows.
let taskResources: [RESTResource] = [
    RESTResource(
        .get, "system/task", of: "System.TaskController", .options(of: taskObject),
        answers: ResultDescription(.string, name: "task", documentation: "The user's tasks."),
        certainty: .chosen,
        documentation: "Lists the tasks of the calling user. There are never any."
    ) { _, query in try taskObject.answer([], query) }
]

/// The one property of a task that clients filter by.
private let taskObject = RESTObject<Bool>([.init("IsComplete", .boolean) { .bool($0) }])
