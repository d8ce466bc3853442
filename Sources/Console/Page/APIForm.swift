import Backstage
import HTML
import HTTP
import JSON

/// A form that calls the API, and what reads it when it is sent.
///
/// Its fields say which address to call and where to go then. The others make the body: `text:NAME`, `int:NAME`, `bool:NAME` and `object`
/// for a whole body. Empty ones are left out. `path:NAME` replaces `{NAME}` in the address. Whoever may send it may call the API, so it opens nothing.
struct APIForm {
    let method: String
    let target: String
    /// The sentence that the next page shows.
    let said: String
    /// Where to go then. The page itself if it is nil.
    var back: String?

    /// Writes the form around its fields and buttons.
    func write(into html: inout HTMLWriter, _ desk: Desk, class name: String = "inline", content: (inout HTMLWriter) -> Void) {
        html.element("form", ["method": "post", "action": "/call", "class": name]) { html in
            for (name, value) in [("method", method), ("target", target), ("said", said), ("back", back ?? desk.here)] {
                html.void("input", ["type": "hidden", "name": name, "value": value])
            }
            content(&html)
        }
    }

    /// Writes a form that is a button. `fields` are further hidden ones.
    func writeButton(
        _ label: String, into html: inout HTMLWriter, _ desk: Desk, class name: String = "button",
        fields: [(name: String, value: String)] = []
    ) {
        write(into: &html, desk) { html in
            for field in fields { html.void("input", ["type": "hidden", "name": field.name, "value": field.value]) }
            html.element("button", ["class": name], label)
        }
    }

    /// Calls the API for a form that was sent, and leads to the next page.
    static func response(_ desk: Desk) -> HTTPResponse {
        guard let form = try? FormFields(urlEncoded: desk.request.body), let method = form["method"], let target = target(form)
        else {
            return ErrorPage(error: DeskError(status: 400, message: "This is no form of the console.")).page.response(desk, status: 400)
        }
        do throws(DeskError) {
            let value = try Desk.value(of: desk.api.answer(method, target, try body(form)))
            let back = form["back"].flatMap(localPath) ?? "/"
            return .leading(to: Link(back, [("notice", desk.notices.add(sentence(form["said"] ?? "Done.", value)))]).text)
        } catch {
            let page = ErrorPage(error: error, back: form["back"].flatMap(localPath)).page
            return page.response(desk, status: error.status)
        }
    }

    /// Returns a path of this listener, without an old notice. Nil for an address elsewhere.
    static func localPath(_ text: String) -> String? {
        // Browsers drop tabs and line ends from an address, and read a backslash as a slash.
        let isAllowed = text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }
        guard text.hasPrefix("/"), !text.hasPrefix("//"), isAllowed else { return nil }
        let parts = text.split(separator: "?", maxSplits: 1)
        let fields = parts.count > 1 ? parts[1].split(separator: "&").filter { !$0.hasPrefix("notice=") } : []
        return parts[0] + (fields.isEmpty ? "" : "?" + fields.joined(separator: "&"))
    }

    private static func target(_ form: FormFields) -> String? {
        guard var target = form["target"], target.hasPrefix("/api/") else { return nil }
        for field in form.fields where field.name.hasPrefix("path:") {
            target = target.replacing("{\(field.name.dropFirst(5))}", with: PercentEncoding.encode(field.value))
        }
        return target
    }

    private static func body(_ form: FormFields) throws(DeskError) -> JSON? {
        if let text = form["object"] {
            do throws(JSONError) {
                return try JSON.parse(Array(text.utf8), limits: .ownFile)
            } catch {
                throw DeskError(status: 400, message: "This is not JSON: \(error)")
            }
        }
        var members: [JSON.Member] = []
        for field in form.fields where !field.value.isEmpty {
            let parts = field.name.split(separator: ":", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { continue }
            switch parts[0] {
            case "text": members.append(.init(parts[1], .string(field.value)))
            case "int": members.append(.init(parts[1], Int(field.value).map { .number($0) } ?? .string(field.value)))
            case "bool": members.append(.init(parts[1], .bool(field.value == "true")))
            case "snapshot": members.append(.init(parts[1], .object([.init("snapshot", .string(field.value))])))
            case "site": members.append(.init(parts[1], .object([.init("site", .string(field.value))])))
            default: continue
            }
        }
        return form["method"] == "DELETE" || form["bodyless"] != nil ? nil : .object(members)
    }

    /// Returns the sentence of a form with what the API told.
    private static func sentence(_ said: String, _ value: JSON) -> String {
        guard let happened = value["happened"]?.elements else { return said }
        let parts = happened.map { "\($0.text("count")) × \($0.text("what").replacing("_", with: " "))" }
        return "It is now \(value.text("now")). "
            + (parts.isEmpty ? "Nothing ended by then." : "By then: \(parts.joined(separator: ", ")).")
    }
}
