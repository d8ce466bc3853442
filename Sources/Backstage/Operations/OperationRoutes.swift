import Calls
import Emulator
import JSON
import Operations

/// Returns the address that shows what is emulated.
func operationRoutes(_ world: AdministeredWorld) -> [AdminRoute] {
    [
        AdminRoute(
            .get, "/api/operations", "Every operation of every service, with the calls of all sites since the server started.",
            answers: [.init(200, "The services.", .object([.required("services", .list(serviceShape, atMost: .max), "The services.")]))]
        ) { _ throws(AdminError) in
            let counts = OperationCounts(world.metrics)
            return .value(.object([.init("services", .array(Catalogue.services.map { serviceValue($0, counts) }))]))
        }
    ]
}

private let certaintyShape = JSONShape.choice(Certainty.allCases.map(\.rawValue))

private let serviceShape = JSONShape.object([
    .required("system", .text(), "The vendor's system."), .required("name", .text(), "The service."),
    .required("address", .text(), "Its address, relative to the server's root."),
    .required(
        "operations",
        .list(
            .object([
                .required("name", .text(), "The operation."), .required("emulated", .boolean, "Whether it is emulated."),
                .optional(
                    "certainty", certaintyShape,
                    "How certain it is that the vendor's operation answers so: documented by the vendor, seen in public clients, or chosen."
                ),
                .optional(
                    "certainty_of_refusals", certaintyShape,
                    "How certain its refusals are, if they are not as certain as those of all operations of the system."),
                .required("documentation", .text(atMost: .max), "What it does."),
                .required("calls", .integer(0...Int.max), "The number of its calls."),
                .required("refusals", .integer(0...Int.max), "The number of those that were not done."),
            ]), atMost: .max), "Its operations."),
])

/// The calls of each operation.
private struct OperationCounts {
    private struct Key: Hashable {
        let service: String
        let operation: String
    }

    private var counts: [Key: (calls: Int, refusals: Int)] = [:]

    init(_ metrics: CallMetrics) {
        for (kind, count) in metrics.values.calls {
            guard let row = kind.row, let service = row.service else { continue }
            let key = Key(service: service.name, operation: row.name)
            counts[key, default: (0, 0)].calls += count
            if kind.outcome != .ok { counts[key, default: (0, 0)].refusals += count }
        }
    }

    subscript(operation: OperationFacts) -> (calls: Int, refusals: Int) {
        counts[Key(service: operation.service?.name ?? "", operation: operation.name)] ?? (0, 0)
    }
}

private func serviceValue(_ service: Catalogue.Service, _ counts: OperationCounts) -> JSON {
    let operations = service.operations.map { operation -> JSON in
        var members: [JSON.Member] = [
            .init("name", .string(operation.name)), .init("emulated", .bool(operation.isEmulated)),
        ]
        if let certainty = operation.certainty { members.append(.init("certainty", .string(certainty.rawValue))) }
        if let certainty = operation.refusals { members.append(.init("certainty_of_refusals", .string(certainty.rawValue))) }
        return .object(
            members + [
                .init("documentation", .string(operation.documentation)), .init("calls", .number(counts[operation].calls)),
                .init("refusals", .number(counts[operation].refusals)),
            ])
    }
    return .object([
        .init("system", .string(service.system)), .init("name", .string(service.name)), .init("address", .string(service.address)),
        .init("operations", .array(operations)),
    ])
}
