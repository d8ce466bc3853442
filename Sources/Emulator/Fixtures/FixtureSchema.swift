import Accounts
public import JSON

extension Fixtures {
    /// The format of fixtures files as JSON Schema, made from what the reader of such files asks for.
    public static var schema: JSON { outline?.schema(title: "Fixtures of understudy") ?? .object([]) }

    /// What the reader asks for. A test sees that the specimen can be read.
    static let outline: JSONOutline? = try? JSONOutline.record { () throws(JSONSchemaError) in
        let file = specimen + [.init("sites", .object([.init("other", .object(specimen))]))]
        _ = try FixtureReader.read(.object(file), now: Timestamp(milliseconds: 0))
    }

    /// The members of a site that has each kind of object once.
    private static let specimen = (try? JSON.parse(Array(specimenText.utf8)))?.members ?? []

    private static let specimenText = #"""
        {
          "seed": 1,
          "clock": {"mode": "frozen"},
          "settings": {"xweb": {}, "archer": {}, "luminate": {}},
          "lists": {"names": ["Ann"]},
          "policies": {"strict": {"password": {"minimum_length": 1}, "lockout": {"failures": 3}}},
          "accounts": [
            \#(accountText(1)),
            {"repeat": 1, "account": \#(accountText(2))}
          ],
          "sessions": [{"system": "archer", "token": "0123456789ABCDEF0123456789ABCDEF", "account": {"archer": {"user_id": 1}}}],
          "xweb": {
            "system_options": {"eWebLoginStrongPassword": "true"},
            "objects": [{"name": "Boat", "key": "boat_key", "columns": [{"name": "boat_name"}], "rows": []}],
            "organizations": [],
            "methods": [{"service": "S", "method": "m", "parameters": {"a": "b"}, "answer": "<a/>"}]
          },
          "archer": {
            "groups": [{"name": "Analysts"}],
            "roles": [{"name": "Readers", "pages": {"users": ["read"]}}],
            "security_parameters": [
              {
                "name": "Own", "session_timeout": {"length": 10, "unit": "minutes"},
                "static_session_timeout": {"length": 10, "unit": "hours"}, "lockout_period": {"length": 10, "unit": "minutes"}
              }
            ]
          },
          "luminate": {
            "groups": [{"id": 1, "name": "Group"}], "interests": [{"id": 1, "name": "Interest"}],
            "interaction_types": [{"id": 1, "name": "Type"}]
          }
        }
        """#

    /// An account with each kind of object. `number` makes its names differ from another's.
    private static func accountText(_ number: Int) -> String {
        #"""
        {
          "password": "First-Pass-1",
          "profile": {"first_name": "Ann"},
          "xweb": {
            "user_name": "program\#(number)", "recno": "\#(number)", "fields": {"ind_first_name": "Ann"}, "allowed_objects": {"Individual": ["Select"]},
            "addresses": [{"adt_code": "Home"}], "phones": [{"pht_code": "Home"}], "faxes": [{"fxt_code": "Home"}]
          },
          "archer": {"user_id": \#(number), "user_name": "ann\#(number)", "contacts": [{"value": "ann@example.org"}]},
          "luminate": {"cons_id": "\#(number)", "columns": {"last_name": "Sample"}, "groups": [1], "interests": [1]}
        }
        """#
    }
}
