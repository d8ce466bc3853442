import Backstage
import HTTP
import JSON

/// The calls that meet the filter of the list, as a file of sample pairs for `understudy replay`.
enum SampleExport {
    /// The greatest number of pairs in a file.
    private static let limit = 1000

    /// Returns the file, which a browser saves.
    static func response(_ desk: Desk) throws(DeskError) -> HTTPResponse {
        var match: [JSON.Member] = []
        for (name, value) in RequestList.filter(of: desk) where name != "before" {
            if let index = match.firstIndex(where: { $0.name == name }) {
                match[index] = JSON.Member(name, .array((match[index].value.elements ?? [match[index].value]) + [.string(value)]))
            } else {
                match.append(.init(name, .string(value)))
            }
        }
        let body = JSON.object([
            .init("site", .string(desk.site)), .init("match", .object(match)), .init("limit", .number(limit)),
        ])
        let pairs = try Desk.value(of: desk.api.answer("POST", "/api/requests/export", body))
        return .file(named: "pairs.json", "application/json", Array(pairs.pretty.utf8))
    }
}
