import ASMX
import HTTP
import Testing

@Suite("Hostile input")
struct HostileInputTests {
    let toy = Toy(ServiceSettings(profile: .w3c, formMethods: [.post]))

    @Test("boundsTheAnswerToManyBlocksNotUnderstood: a namespace declared once is not sent back ten thousand times")
    func boundsTheAnswerToManyBlocksNotUnderstood() {
        let blocks = (0..<9000).map { "<p:b\($0) e:mustUnderstand=\"1\"/>" }.joined()
        let message =
            "<e:Envelope xmlns:e=\"\(Toy.envelope12)\" xmlns:p=\"urn:\(String(repeating: "n", count: 8000))\"><e:Header>\(blocks)"
            + "</e:Header><e:Body/></e:Envelope>"
        let response = toy.post(message, type: "application/soap+xml")
        #expect(response.value(of: "Value") == "soap:MustUnderstand")
        #expect(response.body.count < message.utf8.count)
        #expect(response.text.split(separator: "<soap12:NotUnderstood ").count == 17)
        #expect(toy.ran.isEmpty)
    }

    @Test(
        "boundsWhatIsToldOfAValue: a value that does not convert is told up to 200 characters, however they combine",
        arguments: [String(repeating: "x", count: 500_000), "x" + String(repeating: "\u{301}", count: 400_000)])
    func boundsWhatIsToldOfAValue(value: String) {
        let response = toy.call("Invert", "<flag>\(value)</flag>")
        #expect(response.value(of: "faultcode") == "soap:Client")
        #expect(response.body.count < 2000)
        let form = HTTPRequest(
            method: "POST", path: "/toy.asmx/Invert", fields: Self.formFields, body: Array("flag=\(value)".utf8))
        let answer = toy.send(form, pathInfo: "Invert")
        #expect(answer.status == 500)
        #expect(answer.body.count < 2000)
        #expect(toy.ran.isEmpty)
    }

    @Test("refusesFormsOfTooManyFields: they are counted before one of them is decoded", arguments: [(999, 200), (1000, 500)])
    func refusesFormsOfTooManyFields(ampersands: Int, status: Int) {
        let body = "word=x" + String(repeating: "&", count: ampersands)
        let request = HTTPRequest(method: "POST", path: "/toy.asmx/Forget", fields: Self.formFields, body: Array(body.utf8))
        #expect(toy.send(request, pathInfo: "Forget").status == status)
    }

    @Test("passesOverTenThousandUnknownParameters")
    func passesOverManyUnknownParameters() {
        let unknown = (0..<9990).map { "<u\($0)/>" }.joined()
        #expect(toy.call("Add", "\(unknown)<b>3</b><a>2</a>").value(of: "AddResult") == "5")
    }

    private static let formFields: HTTPFields = {
        var fields = HTTPFields()
        fields.append("Content-Type", "application/x-www-form-urlencoded")
        return fields
    }()
}
