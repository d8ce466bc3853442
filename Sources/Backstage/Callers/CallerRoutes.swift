import Calls
import HTTP
import JSON
import Text

/// Returns the address that shows who calls.
func callerRoutes(_ world: AdministeredWorld) -> [AdminRoute] {
    [
        AdminRoute(
            .get, "/api/callers",
            "Who has called which operations of a site since the site was reset or, if nothing is kept, since the server started, the latest "
                + "first; as CSV for `Accept: text/csv`.",
            query: [.init("site", .text(atMost: 100), "The site; the default one if it is missing.")],
            answers: [
                .init(
                    200, "The callers.", .object([.required("callers", .list(CallerReport.shape, atMost: .max), "The callers.")]),
                    or: "text/csv"),
                .init(404, "There is no such site.", AdminError.shape),
            ], on: .disk
        ) { call throws(AdminError) in
            let (_, site) = try world.named(call.query["site"]?.string, at: "?site")
            let reports = try CallerReport.all(of: site, world)
            guard !prefersCSV(call.request) else { return .text(CallerReport.csv(reports), type: "text/csv; charset=utf-8") }
            return .value(.object([.init("callers", .array(reports.map(\.json)))]))
        }
    ]
}

/// Returns whether the first type that a caller accepts and that there is is CSV.
private func prefersCSV(_ request: HTTPRequest) -> Bool {
    let types = request.fields.all("Accept").flatMap { $0.split(separator: ",") }
        .map { ASCII.lowercased(ASCII.trimmed($0.split(separator: ";").first ?? "")) }
    return types.first { ["text/csv", "application/json", "text/*", "application/*", "*/*"].contains($0) } == "text/csv"
}
