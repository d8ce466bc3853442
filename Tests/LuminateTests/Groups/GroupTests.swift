import Accounts
import JSON
import Luminate
import StageSupport
import Testing

@Suite("Groups and interests")
struct GroupTests {
    private let stage: Stage

    init() throws {
        stage = try Stage()
        try stage.addSite(
            """
            {"groups": [{"id": 1013, "name": "Bird Watchers"}, {"id": 1010, "name": "Puppy Lovers"},
                        {"id": 999, "name": "Staff"}, {"id": 1020, "name": "Admins", "administrators": true}],
             "interests": [{"id": 1001, "name": "Science"},
                           {"id": 1002, "name": "Physics", "path": "Science > Physics", "for_email": true, "for_web": false}]}
            """)
        try stage.add(
            #"{"cons_id": "77", "user_name": "reader", "member_id": "M77", "groups": [1013, 1010], "interests": [1002, 1001]}"#,
            password: "old-secret")
        try stage.add(#"{"cons_id": "78", "groups": [1010]}"#)
    }

    @Test("getUserGroups answers as the vendor's sample does: several as an array, one bare, none as nothing")
    func groups() {
        func json(_ consID: String) -> String {
            stage.postAsAdministrator("getUserGroups", ["cons_id": consID, "response_format": "json"]).text
        }
        #expect(
            json("77")
                == #"{"getConsGroupsResponse":{"group":[{"label":"Puppy Lovers","id":"1010"},{"label":"Bird Watchers","id":"1013"}]}}"#)
        #expect(json("78") == #"{"getConsGroupsResponse":{"group":{"label":"Puppy Lovers","id":"1010"}}}"#)
        #expect(json("1000121") == #"{"getConsGroupsResponse":{}}"#)
        let xml = stage.postAsAdministrator("getUserGroups", ["member_id": "M77"]).text
        #expect(xml.contains("  <group>\n    <id>1010</id>\n    <label>Puppy Lovers</label>\n  </group>\n  <group>"))
    }

    @Test("getUserInterests answers as the vendor's sample does")
    func interests() {
        let reply = stage.postAsAdministrator("getUserInterests", ["cons_id": "77", "response_format": "json"])
        #expect(
            reply.text == #"{"getConsInterestsResponse":{"interest":[{"for_email":"true","for_web":"true","label":"Science","#
                + #""path":"Science","id":"1001"},{"for_email":"true","for_web":"false","label":"Physics","path":"Science > Physics","#
                + #""id":"1002"}]}}"#)
        let xml = stage.postAsAdministrator("getUserInterests", ["cons_id": "77"]).text
        #expect(xml.contains("<id>1002</id>\n    <label>Physics</label>\n    <path>Science &gt; Physics</path>\n    <for_email>true<"))
    }

    @Test("isUserInterested tells, and refuses an interest that the site does not have")
    func interested() {
        func reply(_ consID: String, _ id: String) -> Reply {
            stage.postAsAdministrator("isUserInterested", ["cons_id": consID, "interest_id": id])
        }
        #expect(reply("77", "1001").element("interested") == "true")
        #expect(reply("78", "1001").element("interested") == "false")
        for id in ["1010", "-1", "x", "99999999999"] { #expect(reply("77", id).code == 22) }
        #expect(stage.postAsAdministrator("isUserInterested", ["cons_id": "77"]).code == 9)
    }

    @Test("Records are selected as in getUser", arguments: ["getUserGroups", "getUserInterests"])
    func selectors(_ method: String) {
        #expect(stage.postAsAdministrator(method, ["cons_id": "9", "member_id": "M77"]).code == 16)
        #expect(stage.postAsAdministrator(method, ["member_id": "TWIN"]).code == 8)
        #expect(stage.postAsAdministrator(method, [:]).status == 200)
    }

    @Test("A page reads its own groups and interests only, with the session's token")
    func ownGroups() throws {
        let session = try stage.session(userName: "reader")
        #expect(stage.post("getUserGroups", ["cons_id": "78"], in: session).text.contains("<id>1013</id>"))
        #expect(stage.post("getUserInterests", in: session).text.contains("<id>1002</id>"))
        #expect(stage.post("isUserInterested", ["interest_id": "1001"], in: session).element("interested") == "true")
        #expect(stage.post(.client, Form("getUserGroups"), cookie: session.cookie).code == 5)
        #expect(stage.post(.client, Form("getUserInterests", ["auth": session.auth])).code == 3)
    }

    @Test("The older rule lets the address decide if nobody has the member id")
    func fallsThrough() throws {
        let fields: KeyValuePairs = ["member_id": "nobody", "primary_email": "donor@example.org"]
        #expect(stage.postAsAdministrator("getUser", fields).code == 16)
        let older = try Stage { $0.memberIDFallsThrough = true }
        #expect(older.postAsAdministrator("getUser", fields).element("cons_id") == "1000121")
        #expect(
            older.postAsAdministrator("getUser", ["member_id": "100234", "primary_email": "donor@example.org"]).element("cons_id")
                == "1001002")
    }

    @Test(
        "A site's section with a mistake is refused",
        arguments: [
            (#"{"groups": [{"name": "x"}]}"#, "id"), (#"{"groups": [{"id": 0, "name": "x"}]}"#, "1 to 2147483647"),
            (#"{"groups": [{"id": 2147483648, "name": "x"}]}"#, "1 to 2147483647"),
            (#"{"groups": [{"id": 5}]}"#, "name"), (#"{"groups": [{"id": 5, "name": ""}]}"#, "1 to 255"),
            (#"{"groups": [{"id": 5, "name": "a"}, {"id": 5, "name": "b"}]}"#, "another of the groups has this id"),
            (#"{"interests": [{"id": 5, "name": "a"}, {"id": 5, "name": "b"}]}"#, "another of the interests has this id"),
            (#"{"interests": [{"id": 5, "name": "a", "administrators": true}]}"#, "administrators"),
            (#"{"interaction_types": [{"id": 5, "name": "a"}, {"id": 5, "name": "b"}]}"#, "another of the interaction_types has this id"),
            (#"{"interaction_types": [{"id": 0, "name": "a"}]}"#, "1 to 2147483647"), (#"{"group": []}"#, "group"),
        ])
    func siteMistakes(_ text: String, what: String) throws {
        let error = try #require(throws: JSONSchemaError.self) { try LuminateSiteFixture(json: JSON.parse(Array(text.utf8))) }
        #expect(error.description.contains(what))
    }

    @Test("An account in a group that its site does not list is refused")
    func unknownGroup() throws {
        func load(_ id: Int) throws {
            _ = try Stage(
                fixtures: """
                    {"accounts": [{"luminate": {"cons_id": "1", "groups": [\(id)]}}], "luminate": {"groups": [{"id": 1010, "name": "a"}]}}
                    """)
        }
        try load(1010)
        #expect(throws: (any Error).self) { try load(1011) }
    }
}
