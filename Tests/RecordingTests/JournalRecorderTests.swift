import JSON
import Testing

@testable import Recording

@Suite("Recording from a journal")
struct JournalRecorderTests {
    private let folder = MemoryFolder()

    private func recorder() -> Recorder {
        Recorder(
            of: "", secrets: [:], people: .kept, only: [], tool: "understudy 1", date: "2027-01-31", in: folder.folder)
    }

    /// Returns the text of a file, without `.http` in its name.
    private func file(_ name: String) -> String { folder[name + ".http"] ?? "" }

    /// Returns an entry of a call of the form protocols.
    private func entry(
        _ id: Int, _ service: String, _ operation: String, _ query: String, answer: String = "<a/>", outcome: String = "ok",
        _ members: String = ""
    ) throws -> JSON {
        let text = """
            {"id": \(id), "at": "2027-01-31T10:20:30Z", "service": "\(service)", "outcome": "\(outcome)", "answer": {"status": 200}, \(members)
             "request": {"method": "GET", "path": "/\(service).asmx/\(operation)", "query": "\(query)", "size": 0,
              "headers": [["Host", "127.0.0.1:8080"], ["X-Other", "•••"]]},
             "response": {"headers": [["Content-Type", "text/xml"]], "size": 9, "cut": false, "body": "\(answer)"}}
            """
        return try JSON.parse(Array(text.utf8))
    }

    @Test func tokensStayAFlowByTheirSession() throws {
        let recorder = recorder(), journal = JournalRecorder(writingWith: recorder)
        let opened = #""caller": {"session": 7}, "changes": [{"what": "session", "session": 7, "to": "opened"}], "account": {"id": 3},"#
        let signIn = "CreateUserSessionFromInstance"
        journal.record(
            try entry(1, "general", signIn, "userName=a&instanceName=b&password=•••", answer: "<string>•••</string>", opened))
        journal.record(try entry(2, "accesscontrol", "LookupUserId", "sessionToken=•••&username=b", #""caller": {"session": 7},"#))
        journal.record(try entry(3, "accesscontrol", "LookupUserId", "sessionToken=•••&username=b", #""caller": {"session": 8},"#))
        #expect(file("001-archer-\(signIn).response").contains("<string>{{token1=any}}</string>"))
        #expect(file("002-archer-LookupUserId.request").contains("sessionToken={{token1}}&username=b"))
        #expect(
            file("003-archer-LookupUserId.request").contains("sessionToken={{secret:session_token}}&"), "opened before the journal began")
        #expect(!file("001-archer-\(signIn).request").contains("X-Other") && !file("001-archer-\(signIn).request").contains("127.0.0.1"))
        #expect(
            journal.needs == [
                "password: password of account 3, first in entry 1", "session_token: sessionToken of session 8, first in entry 3",
            ])
        #expect(recorder.finish().recorded == 3)
    }

    @Test func passwordsHaveOneNameWhileTheyAreTheSame() throws {
        let recorder = recorder(), journal = JournalRecorder(writingWith: recorder)
        func signIn(_ id: Int, outcome: String = "ok") throws {
            journal.record(
                try entry(
                    id, "netForumXML", "WEBWebUserLogin", "LoginOrEmail=a&password=•••", outcome: outcome, #""account": {"id": 2},"#))
        }
        try signIn(1)
        try signIn(2)
        try signIn(3, outcome: "refused")
        let change = #""account": {"id": 2}, "changes": [{"account": 2, "what": "password", "to": "set"}],"#
        journal.record(try entry(4, "netForumXML", "WEBWebUserChangePassword", "recno=1&oldPassword=•••&newPassword=•••", change))
        try signIn(5)
        let names = (1...5).map { number -> String in
            let file = "00\(number)-xweb-\(number == 4 ? "WEBWebUserChangePassword" : "WEBWebUserLogin").request.http"
            return Recorder.secrets(in: folder.bytes(of: file) ?? []).joined(separator: " ")
        }
        #expect(names == ["password", "password", "password_2", "old_password new_password", "password_3"])
    }

    @Test func saysWhatItCannotWrite() throws {
        let recorder = recorder(), journal = JournalRecorder(writingWith: recorder)
        journal.record(try entry(1, "netForumXML", "WEBWebUserGet", "recno=•••"))
        journal.record(try JSON.parse(Array(#"{"id": 2, "service": "netForumXML", "answer": {"status": 200}}"#.utf8)))
        let long = try entry(3, "netForumXML", "TestConnection", "")
        journal.record(long.merged(with: try JSON.parse(Array(#"{"response": {"cut": true}}"#.utf8))))
        journal.record(try JSON.parse(Array(#"{"id": 4, "system": "backstage", "operation": "reset"}"#.utf8)))
        let summary = recorder.finish()
        #expect(summary.unrecorded == [.hidden: 1, .noMessages: 1, .cut: 1] && summary.recorded == 0)
    }

    @Test func whatIsHiddenInAnAnswerMatchesAnything() throws {
        let recorder = recorder(), journal = JournalRecorder(writingWith: recorder)
        journal.record(try entry(1, "netForumXML", "WEBWebUserGet", "recno=1", answer: "<a><Token>•••</Token><b>•••</b></a>"))
        #expect(file("001-xweb-WEBWebUserGet.response").contains("<a><Token>{{any}}</Token><b>{{any}}</b></a>"))
        #expect(journal.needs.isEmpty)
    }
}
