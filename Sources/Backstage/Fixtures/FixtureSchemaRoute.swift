import Emulator
import JSON

/// The address of the description of fixtures, which editors can read.
let fixtureSchemaRoute = AdminRoute(
    .get, "/api/fixtures.schema.json", "The format of fixtures files as JSON Schema.",
    answers: [.init(200, "The schema.", .table(.any("any value")))]
) { _ throws(AdminError) in .value(Fixtures.schema) }
