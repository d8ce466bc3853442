import Emulator

/// The pages of the manual, for `man`: the help's texts, laid out as roff(7).
enum Manual {
    /// Returns the page of a command, or of the program for nil.
    static func page(for command: CommandSpecification?) -> String {
        let page = command.map(HelpPage.init) ?? HelpPage.overview
        let name = page.name.replacing(" ", with: "-")
        let source = "\(UnderstudyVersion.name) \(UnderstudyVersion.version)"
        var text = ".TH \"\(escaped(name.uppercased()))\" 1 \"\" \"\(escaped(source))\" \"User Commands\"\n"
        text += ".SH NAME\n\(escaped(name)) \\- \(escaped(page.summary))\n"
        text += ".SH SYNOPSIS\n.B \(escaped(page.usage))\n"
        var isDescribed = false
        for (title, content) in page.parts {
            if let title {
                text += ".SH \(escaped(title.uppercased()))\n"
            } else if !isDescribed {
                text += ".SH DESCRIPTION\n"
                isDescribed = true
            }
            switch content {
            case .rows(let rows): text += rows.map { ".TP\n.B \(escaped($0.left))\n\(lines($0.right))" }.joined()
            case .text(let words): text += (title == nil ? ".PP\n" : "") + lines(words)
            }
        }
        return text + seeAlso(except: command)
    }

    /// Returns the names of the other pages, each with its section.
    private static func seeAlso(except command: CommandSpecification?) -> String {
        let names = [UnderstudyVersion.name] + CommandSpecification.all.map { "\(UnderstudyVersion.name)-\($0.name)" }
        let own = [UnderstudyVersion.name, command?.name].compactMap(\.self).joined(separator: "-")
        return ".SH SEE ALSO\n" + names.filter { $0 != own }.map { "\\fB\(escaped($0))\\fR(1)" }.joined(separator: ",\n") + "\n"
    }

    /// Returns sentences, with lines that begin with two spaces as examples, which keep their line ends.
    private static func lines(_ text: String) -> String {
        var result = ""
        var isExample = false
        for line in text.split(separator: "\n") {
            if line.hasPrefix("  ") != isExample {
                isExample.toggle()
                result += isExample ? ".PP\n.nf\n" : ".fi\n.PP\n"
            }
            result += escaped(String(line)) + "\n"
        }
        return result + (isExample ? ".fi\n" : "")
    }

    /// Returns a text in which nothing is taken for a command: no escape, no hyphen for a minus, no request at the beginning.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "\"": result += "\\(dq"
            case _ where scalar.isASCII: result.unicodeScalars.append(scalar)
            default: result += "\\[u\(hexadecimal(scalar.value))]"
            }
        }
        return result.hasPrefix(".") || result.hasPrefix("'") ? "\\&" + result : result
    }

    private static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
