import XML

/// The results as JUnit XML, which CI systems read: one suite for each folder, one test case for each recorded case.
public enum JUnitReport {
    /// Returns the report as UTF-8.
    public static func bytes(_ results: [ReplayResult]) -> [UInt8] {
        var writer = XMLWriter()
        writer.declaration()
        writer.start("testsuites")
        attributes(of: results, &writer)
        for suite in suites(results) {
            writer.start("testsuite")
            writer.attribute("name", suite.first?.suite ?? "")
            attributes(of: suite, &writer)
            for result in suite { write(result, &writer) }
            writer.end()
        }
        return writer.finish()
    }

    /// Returns the results by folder, in the order in which the folders first occur.
    private static func suites(_ results: [ReplayResult]) -> [[ReplayResult]] {
        results.reduce(into: []) { suites, result in
            if let last = suites.indices.last, suites[last].first?.suite == result.suite {
                suites[last].append(result)
            } else {
                suites.append([result])
            }
        }
    }

    private static func attributes(of results: [ReplayResult], _ writer: inout XMLWriter) {
        writer.attribute("tests", String(results.count))
        writer.attribute("failures", String(results.count { !$0.passed }))
        writer.attribute("time", seconds(results.reduce(.zero) { $0 + $1.time }))
    }

    private static func write(_ result: ReplayResult, _ writer: inout XMLWriter) {
        writer.start("testcase")
        writer.attribute("classname", result.suite)
        writer.attribute("name", result.name)
        writer.attribute("time", seconds(result.time))
        if let first = result.differences.first {
            writer.start("failure")
            writer.attribute("message", first.description)
            writer.text(result.differences.map(\.description).joined(separator: "\n"))
            writer.end()
        }
        writer.end()
    }

    private static func seconds(_ time: Duration) -> String {
        let milliseconds = time.components.seconds * 1000 + time.components.attoseconds / 1_000_000_000_000_000
        let digits = String(milliseconds % 1000)
        return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - digits.count))\(digits)"
    }
}
