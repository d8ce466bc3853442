import ASMX
import Calls
import HTTP
import Luminate
import Operations

extension Luminate.Servlet {
    /// Returns a sample of a call of a method: what every call has to give, and the method's own parameters that are required. Nothing is
    /// known of the answer. Nil for a method that is not emulated.
    func sample(of row: OperationFacts, at page: PageAddress) -> SampleExchange? {
        guard row.isEmulated else { return nil }
        let given = [("method", row.name), ("v", "1.0")]
        let others = (row.sharedParameters + row.parameters).filter { parameter in
            parameter.isRequired && !given.contains { $0.0 == parameter.name }
        }
        let fields =
            given.map { "\($0)=\(PercentEncoding.encode($1))" } + others.map { "\($0.name)=\(SampleBlank.parameter($0, spelled: .url))" }
        return SampleExchange(
            title: rawValue, binding: .servlet,
            request: .init(
                "POST \(page.path) HTTP/1.1", ["Host": page.authority, "Content-Type": "application/x-www-form-urlencoded"],
                body: fields.joined(separator: "&")),
            response: nil)
    }
}
