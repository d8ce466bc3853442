import ASMX
import SOAP

/// One case of the corpus: a rule with its source, a request, and what each profile answers. `README.md` describes the format.
struct CaseFile: Sendable {
    /// Folder and file name without its ending.
    let name: String
    /// The rule in a sentence.
    let title: String
    /// Where the rule stands.
    let source: String
    /// The case beside it that is accepted; every refusal has one.
    let twin: String?
    /// How the service is set up, its profile left aside.
    let settings: ServiceSettings
    let request: CaseRequest
    /// What is expected in each profile.
    let expectations: [Profile: [Assertion]]

    /// A place in a case file and what is wrong there.
    struct Malformed: Error, CustomStringConvertible {
        let description: String

        init(_ file: String, line: Int, _ reason: String) {
            description = "\(file):\(line): \(reason)"
        }
    }

    /// Reads a case from the text of its file.
    init(name: String, text: String) throws(Malformed) {
        self.name = name
        var reader = CaseReader(file: name, text: text)
        let head = try reader.head()
        title = try head.required("title")
        source = try head.required("source")
        twin = head["twin"]
        settings = try Self.settings(head)
        let body = try CaseRequest.BodyForm(head)
        var request: CaseRequest?
        var expectations: [Profile: [Assertion]] = [:]
        while let section = try reader.section() {
            switch section.name {
            case "request":
                request = try CaseRequest(section, body)
            case "both", "asmx", "w3c":
                let assertions = try section.assertions()
                for profile in Profile.allCases where section.name == "both" || section.name == profile.rawValue {
                    guard expectations.updateValue(assertions, forKey: profile) == nil else {
                        throw section.malformed("the answer in \(profile) is said twice")
                    }
                }
            default:
                throw section.malformed("there is no section \(section.name)")
            }
        }
        guard let request else { throw Malformed(name, line: 1, "there is no request") }
        self.request = request
        self.expectations = expectations
        for profile in Profile.allCases where expectations[profile] == nil {
            throw Malformed(name, line: 1, "the answer in profile \(profile) is missing")
        }
    }

    private static func settings(_ head: CaseReader.Head) throws(Malformed) -> ServiceSettings {
        var settings = ServiceSettings(formMethods: [.get, .post])
        if let text = head["versions"] {
            settings.versions = []
            for word in text.split(separator: " ") {
                guard let version = SOAPVersion(number: String(word)) else {
                    throw head.malformed("versions", "\(word) is no version of SOAP")
                }
                settings.versions.insert(version)
            }
        }
        if let text = head["forms"] {
            settings.formMethods = []
            for word in text.split(separator: " ") where word != "none" {
                switch word {
                case "get": settings.formMethods.insert(.get)
                case "post": settings.formMethods.insert(.post)
                default: throw head.malformed("forms", "\(word) is neither get nor post")
                }
            }
        }
        if let text = head["exceptions"] {
            guard text == "shown" else { throw head.malformed("exceptions", "can only be shown") }
            settings.showsExceptions = true
        }
        return settings
    }
}

extension SOAPVersion {
    /// The version of that number: 1.1 or 1.2.
    init?(number: String) {
        switch number {
        case "1.1": self = .v1_1
        case "1.2": self = .v1_2
        default: return nil
        }
    }
}
