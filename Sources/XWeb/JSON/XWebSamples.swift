public import ASMX
public import Accounts
import Calls
import HTTP
import JSON
public import Operations
import Text

/// The part of xWEB's help page about the JSON twin. The formats are those that ``XWebJSON`` reads and writes.
extension XWebHost {
    /// Returns samples of the operation by JSON, with a query and with a body.
    public func furtherSamples(of operation: Operation<XWebCall>, at page: PageAddress, in site: SiteID) -> [SampleExchange] {
        Self.samples(of: operation, at: page)
    }

    /// Returns the same for any site.
    public static func samples(of operation: Operation<XWebCall>, at page: PageAddress) -> [SampleExchange] {
        let address = "\(jsonFolder(beside: page.path))/\(operation.name)"
        let query = operation.parameters.map { "\($0.name)=\(SampleBlank.parameter($0, spelled: .url))" }.joined(separator: "&")
        let body = JSON.object([
            .init(operation.name, .object(operation.parameters.map { .init($0.name, blank(for: $0)) }))
        ])
        let takesToken = operation.header != .response
        let authorization = takesToken ? "Bearer \(SampleBlank.headerField("Token", of: xwebTokenHeader, spelled: .plain))" : nil
        let note = takesToken ? "The token may be replaced by `Basic` with the calling program's name and password." : nil
        let response = response(to: operation)
        let get = SampleExchange(
            title: "JSON GET", binding: .json, note: note,
            request: .init(
                "GET \(address)\(query.isEmpty ? "" : "?\(query)") HTTP/1.1", ["Host": page.authority, "Authorization": authorization]),
            response: response)
        return (operation.parameters.allSatisfy(\.type.isSimple) ? [get] : []) + [
            SampleExchange(
                title: "JSON POST", binding: .json, note: note,
                request: .init(
                    "POST \(address) HTTP/1.1",
                    ["Host": page.authority, "Authorization": authorization, "Content-Type": "application/json"], body: body.pretty),
                response: response)
        ]
    }

    /// Returns the twin's folder. If the SOAP page is in a folder `secure`, it is beside that folder.
    private static func jsonFolder(beside path: String) -> String {
        var folders = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        if let last = folders.last, ASCII.equalsIgnoringCase(last, "secure") { folders.removeLast() }
        return folders.joined(separator: "/") + "/JSON"
    }

    private static func blank(for parameter: ParameterDescription) -> JSON {
        switch parameter.type {
        case .int: .number(SampleBlank.parameter(parameter, word: "0", spelled: .plain))
        case .boolean: .number(SampleBlank.parameter(parameter, word: "true", spelled: .plain))
        case .complex(let type): blank(for: type, at: [parameter.name])
        default: .string(SampleBlank.parameter(parameter, spelled: .json))
        }
    }

    private static func blank(for type: ComplexType, at path: [String]) -> JSON {
        .object(
            type.elements.map { element in
                let path = path + [element.name]
                if case .complex(let inner) = element.type { return .init(element.name, blank(for: inner, at: path)) }
                return .init(element.name, .string(SampleBlank.part(path, of: element, spelled: .json)))
            })
    }

    private static func response(to operation: Operation<XWebCall>) -> SampleExchange.Message {
        let value: JSON =
            switch operation.resultType {
            case .int: .number(SampleBlank.value("0"))
            case .boolean: .number(SampleBlank.value("true"))
            case let type: JSON(.placeholder(for: type))
            }
        let token = operation.header == .none ? nil : SampleBlank.value("string")
        return .init(
            "HTTP/1.1 200 OK",
            [
                "Content-Type": "application/json; charset=utf-8",
                "WWW-Authenticate": XWebJSON.challenge(token: token),
            ], body: XWebJSON.body(of: operation, value, token: token).pretty)
    }
}
