import ASMX
import Operations
import Accounts
import Calls
import Text

/// Options of the whole system. Source: XWeb.docc/Operations.md.
let systemOptionOperations: [Operation<XWebCall>] = [
    Operation(
        "WEBGetSystemOptions",
        returns: .xml("`Results` with a `Result` for each option: key, name, value, type, possible values, description."), header: .both,
        certainty: .documented, refusals: .chosen,
        documentation:
            "Lists the options that matter to web sites. The vendor's own list is longer. The descriptions say which names are ours."
    ) { call in
        let options = try call.systemOptions()
        return ResultTree.results(
            SystemOption.all.map { option in
                [
                    ("fws_key", option.key), ("fws_option", option.name),
                    ("fws_value", options[option]), ("fws_option_type", option.kind.name),
                    ("fws_option_values", option.kind.values), ("fws_option_desc", option.documentation),
                ]
            })
    },

    Operation(
        "WEBUpdateSystemOption",
        .string("szOptionName", "The option's name.", isRequired: true), .string("szOptionValue", "Its new value."),
        returns: .boolean("true if the option now has the value; false for an unknown option, or for a value that it cannot have."),
        header: .both, does: .writes,
        certainty: .documented,
        documentation: "Changes an option. The change takes effect at once, for example on the rules for web users' passwords."
    ) { call, name, value in
        guard let name, let option = SystemOption.all.first(where: { ASCII.equalsIgnoringCase($0.name, name) }) else {
            call.explain(.noSuchRecord, "there is no such option")
            return false
        }
        let value = value ?? ""
        if let refusal = option.kind.refusal(of: value) {
            call.explain(.badValue, "\(option.name): \(refusal)")
            return false
        }
        try call.users.setValue(value, named: XWebSiteValue.optionPrefix + option.name, in: call.site)
        return true
    },
]
