import Backstage
import HTML
import HTTP
import JSON

/// The head of every page: the site, its clock, its fault rules, and whether the page is live.
struct PageHeader {
    private let desk: Desk
    private let sites: [JSON]
    private let clock: JSON
    /// The site that the page shows.
    private let own: JSON
    private let hasControls: Bool

    /// Asks the API for what the head shows. What it refuses is left out.
    init(_ desk: Desk) {
        self.desk = desk
        sites = (try? desk.value("/api/sites"))?.list("sites") ?? []
        clock = (try? desk.value("/api/clock", [("site", desk.site)])) ?? .null
        own = (try? desk.value(desk.sitePath(""))) ?? .null
        hasControls = (try? desk.allowsTestControls()) ?? false
    }

    func write(into html: inout HTMLWriter) {
        html.element("header", ["class": "top"]) { html in
            html.element("a", ["class": "brand", "href": desk.link("/requests")], "Understudy")
            writeSites(into: &html)
            writeClock(into: &html)
            let faults = own["faults"]?.int ?? 0
            html.element(
                "a", ["id": "faults-on", "class": faults > 0 ? "pill on" : "pill", "href": desk.link("/faults")],
                faults == 1 ? "1 fault on" : "\(faults) faults on")
            // The script shows it, since nothing is live without.
            html.element("span", ["id": "live", "class": "live", "hidden": "", "role": "status"], "live")
            html.element(
                "button", ["type": "button", "id": "keys-open", "class": "button small", "hidden": "", "aria-label": "Keys"], "?")
            if desk.api.hasSession(desk.request) {
                html.element("form", ["method": "post", "action": "/sign-out", "class": "inline"]) { html in
                    html.element("button", ["class": "button small"], "Sign out")
                }
            }
        }
        html.newLine()
    }

    private func writeSites(into html: inout HTMLWriter) {
        html.element("form", ["method": "get", "action": desk.request.path.hasPrefix("/call") ? "/" : desk.request.path, "class": "site"]) {
            html in
            html.element("label", ["for": "site"], "Site")
            html.element("select", ["id": "site", "name": "site"]) { html in
                for name in sites.map({ $0.text("name") }) {
                    html.element("option", ["value": name, "selected": name == desk.site ? "" : nil], name)
                }
            }
            html.element("button", ["class": "button small"], "Show")
        }
    }

    private func writeClock(into html: inout HTMLWriter) {
        guard clock != .null else { return }
        html.element("details", ["id": "clock", "class": "clock"]) { html in
            html.element("summary") { html in
                html.element("span", ["class": "unseen"], "Clock: ")
                html.element("span", ["class": "mode"], clock.text("mode"))
                html.text(" ")
                html.element("time", ["datetime": clock.text("now")], MomentView.long(clock.text("now")))
            }
            html.element("div", ["class": "sheet"]) { writeSteps(into: &$0) }
        }
    }

    /// The label of the step to what ends next.
    private var toNext: String {
        guard let next = clock.list("next").first else { return "To the next end" }
        return "To \(MomentView.time(next.text("at"))), \(next.text("what").replacing("_", with: " "))"
    }

    /// The numbers that the navigation shows, as far as they are at hand.
    func count(of section: Page.Section) -> String? {
        switch section {
        case .requests: own["calls"]?.shown
        case .accounts: own["accounts"]?.shown
        case .sessions: own["sessions"]?.shown
        case .faults: own["faults"]?.shown
        case .callers: own["callers"]?.shown
        case .outbox: own["mails"]?.shown
        case .sites: String(sites.count)
        case .operations, .settings: nil
        }
    }

    private func writeSteps(into html: inout HTMLWriter) {
        html.element("p", "The site’s time is \(MomentView.long(clock.text("now"))).")
        let next = clock.list("next")
        if !next.isEmpty {
            html.element("ul", ["class": "plain"]) { html in
                for event in next.prefix(5) {
                    html.element(
                        "li",
                        "\(MomentView.long(event.text("at"))): \(event.text("what").replacing("_", with: " ")), \(event.text("count"))")
                }
            }
        }
        guard hasControls else { return html.element("p", ["class": "note"], ControlsOff.sentence) }
        let site = (name: "text:site", value: desk.site)
        html.element("div", ["class": "buttons"]) { html in
            let steps = [
                ("+1 min", "text:by", "1m"), ("+31 min", "text:by", "31m"), ("+1 day", "text:by", "1d"),
                (toNext, "text:to_next", "any"),
            ]
            for (label, name, value) in steps {
                APIForm(method: "POST", target: "/api/clock/advance", said: "The clock was moved.")
                    .writeButton(label, into: &html, desk, fields: [site, (name, value)])
            }
            let isFrozen = clock.text("mode") == "frozen"
            APIForm(method: "PUT", target: "/api/clock", said: isFrozen ? "The clock runs." : "The clock stands still.")
                .writeButton(
                    isFrozen ? "Run" : "Freeze", into: &html, desk, fields: [site, ("text:mode", isFrozen ? "running" : "frozen")])
            APIForm(method: "DELETE", target: Link("/api/clock", [("site", desk.site)]).text, said: "The site follows the server’s clock.")
                .writeButton("System time", into: &html, desk)
        }
        APIForm(method: "PUT", target: "/api/clock", said: "The clock was set.").write(into: &html, desk, class: "line") { html in
            html.void("input", ["type": "hidden", "name": site.name, "value": site.value])
            html.element("label", ["for": "set-clock"], "Set to")
            html.void("input", ["id": "set-clock", "name": "text:now", "value": clock.text("now"), "required": ""])
            html.element("label", ["class": "check"]) { html in
                html.void("input", ["type": "checkbox", "name": "bool:backwards", "value": "true"])
                html.text(" also back")
            }
            html.element("button", ["class": "button"], "Set")
        }
    }
}

/// Why buttons are missing.
enum ControlsOff {
    static let sentence =
        "Test controls are off, because the accounts are durable. Start the server with --test-controls on to change the world from here."
}

/// Moments as people read them.
enum MomentView {
    /// Returns the date and the time to seconds: `2030-01-01 00:00:03Z`.
    static func long(_ moment: String) -> String {
        guard moment.utf8.count >= 20 else { return moment }
        return moment.prefix(10) + " " + moment.dropFirst(11).prefix(8) + "Z"
    }

    /// Returns the time of day: `00:00:03`.
    static func time(_ moment: String) -> String { moment.utf8.count >= 19 ? String(moment.dropFirst(11).prefix(8)) : moment }
}
