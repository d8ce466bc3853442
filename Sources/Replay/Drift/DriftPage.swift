import HTML

extension DriftReport {
    /// The report as a page for people: one file without scripts and without parts elsewhere, in a light and a dark scheme.
    public var html: [UInt8] {
        var html = HTMLWriter()
        html.document(title: "Drift – \(summary.isEmpty ? "no cases" : summary)") { html in
            html.void("meta", ["http-equiv": "Content-Security-Policy", "content": Self.policy])
            html.style(PageTheme.style, PackageResources.drift_css)
        } body: { html in
            html.element("main") { html in
                writeHead(into: &html)
                for (operation, cases) in byOperation {
                    let sent = cases.filter { $0.verdict != .notSent }
                    if !sent.isEmpty { write(operation, sent, into: &html) }
                }
                writeQuietCases(into: &html)
            }
        }
        return html.bytes
    }

    /// The page has its style in it and loads nothing.
    private static let policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

    private func writeHead(into html: inout HTMLWriter) {
        html.element("h1", "Drift")
        let count = cases.count == 1 ? "1 recorded case" : "\(cases.count) recorded cases"
        let drifting = cases.count { $0.verdict.isDrift }
        let sentence = drifting == 0 ? "Nothing drifts in \(count)." : "\(drifting) of \(count) \(drifting == 1 ? "drifts" : "drift")."
        html.element("p", ["class": "lead"], sentence)
        for note in notes { html.element("p", ["class": "note"], note) }
        html.newLine()
        html.element("ul", ["class": "verdicts"]) { html in
            for verdict in DriftVerdict.allCases.reversed() {
                let count = cases.count { $0.verdict == verdict }
                guard count > 0 else { continue }
                html.element("li", ["class": verdict.rawValue]) { html in
                    html.element("b", String(count))
                    html.element("code", verdict.rawValue)
                    html.element("span", verdict.meaning)
                }
            }
        }
        html.newLine()
    }

    private func write(_ operation: String, _ cases: [DriftCase], into html: inout HTMLWriter) {
        html.element("section") { html in
            html.element("h2", operation)
            for drift in cases {
                html.element("article", ["class": drift.verdict.rawValue]) { html in
                    html.element("h3") { html in
                        html.element("span", ["class": "verdict"], drift.verdict.rawValue)
                        html.element("span", ["class": "case"], drift.title)
                    }
                    write(Self.places(drift), of: drift, isAccepted: false, into: &html)
                    let accepted = Self.acceptedPlaces(drift)
                    if !accepted.isEmpty {
                        html.element("details") { html in
                            html.element("summary", "\(accepted.count) accepted")
                            write(accepted, of: drift, isAccepted: true, into: &html)
                        }
                    }
                }
            }
        }
        html.newLine()
    }

    private func write(_ places: [Place], of drift: DriftCase, isAccepted: Bool, into html: inout HTMLWriter) {
        guard !places.isEmpty else { return }
        html.element("table") { html in
            html.columns(["Place", "Recorded", "Vendor", "Here"])
            html.element("tbody") { html in
                for place in places {
                    html.element("tr") { html in
                        html.element("th", ["scope": "row"]) { html in
                            let tier = isAccepted ? "accepted" : place.tier.rawValue
                            html.element("span", ["class": "tier \(tier)"], tier)
                            html.element("code", place.place.isEmpty ? "exchange" : place.place)
                        }
                        html.element("td", ["data-name": "Recorded"]) { html in
                            if place.recorded.isEmpty {
                                html.element("span", ["class": "soft"], "–")
                            } else {
                                html.element("code", place.recorded)
                            }
                        }
                        for side in DriftSide.allCases {
                            let name = side == .vendor ? "Vendor" : "Here"
                            html.element("td", ["data-name": name]) { html in
                                let cell = Self.cell(place, side, drift)
                                if let difference = place.at[side] {
                                    html.element(difference.found == nil ? "span" : "code", ["class": "differs"], cell)
                                } else {
                                    html.element("span", ["class": "soft"], cell)
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// Writes the cases in which there is nothing to see, in lists that are closed at first.
    private func writeQuietCases(into html: inout HTMLWriter) {
        for (verdict, title) in [(DriftVerdict.notSent, "not sent"), (.same, "as recorded")] {
            let quiet = cases.filter { $0.verdict == verdict }
            guard !quiet.isEmpty else { continue }
            html.element("details", ["class": "quiet"]) { html in
                html.element("summary", "\(quiet.count) \(title)")
                html.element("ul") { html in
                    for drift in quiet {
                        let accepted = drift.accepted.values.reduce(0) { $0 + $1.count }
                        html.element("li", drift.title + (accepted > 0 ? " (\(accepted) accepted)" : ""))
                    }
                }
            }
        }
    }
}

extension DriftVerdict {
    /// What the verdict means, in a few words.
    fileprivate var meaning: String {
        switch self {
        case .same: "All answer as recorded."
        case .changedAlike: "This server follows already; record again."
        case .notSent: "They change something there."
        case .vendorChanged: "The recording is old; follow the vendor."
        case .weDiffer: "A defect of this server."
        case .bothDiffer: "Look at both."
        }
    }
}
