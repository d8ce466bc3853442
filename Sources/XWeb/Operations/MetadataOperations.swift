import ASMX
import Accounts
import Calls
import Operations

/// Descriptions of objects, and methods whose answers fixtures declare. Source: XWeb.docc/Objects.md.
let metadataOperations: [Operation<XWebCall>] = [
    Operation(
        "ExecuteMethod",
        .string("serviceName", "The service's name. Letter case is ignored."),
        .string("methodName", "The method's name. Letter case is ignored."),
        .xml("parameters", "`Parameter` elements, each with a `Name` and a `Value`.", mayHoldPassword: true),
        returns: .xml("The element that fixtures declare."), header: .both,
        certainty: .chosen, refusals: .chosen,
        documentation: """
            Answers what fixtures declare for the service, the method and the parameters. A method without a declared answer is a fault \
            that says so.
            """
    ) { call, service, method, parameters in
        try call.execute(service: service ?? "", method: method ?? "", parameters)
    },

    Operation(
        "GetFacadeXMLSchema", .string("szObjectName", "The object: Individual, Customer, WebUser, or a declared one.", isRequired: true),
        returns: .xml("An XML Schema of the object's records."), header: .both,
        certainty: .chosen, refusals: .chosen,
        documentation: "Describes the columns of an object as an XML Schema of what GetFacadeObject answers."
    ) { call, name in
        let object = try call.object(named: name)
        try call.authorize(.select, on: object)
        return object.schema
    },

    Operation(
        "GetQueryDefinition", .string("szObjectName", "The object: Individual, Customer, WebUser, or a declared one.", isRequired: true),
        returns: .xml("An `Object` with its `ListTable`, the tables in it and their columns."), header: .both,
        certainty: .seen, refusals: .chosen,
        documentation: "Lists the columns that GetQuery knows of an object."
    ) { call, name in
        let object = try call.object(named: name)
        try call.authorize(.select, on: object)
        return object.definition
    },
]

extension FacadeObject {
    /// The object as GetQueryDefinition describes it. Here each object has one table of its own name.
    fileprivate var definition: XMLTree {
        let columns = fields.all.map { field in
            XMLTree(
                name: "Column",
                children: [
                    XMLTree("mdc_name", field.name), XMLTree("mdc_description", field.name), XMLTree("mdc_data_type", field.vendorType),
                    XMLTree("mdc_ext", "0"), XMLTree("mdc_nullable", field.name == primaryKey ? "0" : "1"), XMLTree("mdc_table_name", name),
                    XMLTree("mdc_width_max", field.limit.map { String($0) } ?? ""),
                ])
        }
        let table = XMLTree(
            name: "ListFromTable",
            children: [
                XMLTree("lsf_from_table", name), XMLTree("lsf_from_alias", name), XMLTree("lsf_from_join_type", ""),
                XMLTree("lsf_from_join", ""), XMLTree(name: "Columns", children: columns),
            ])
        let list = XMLTree(
            name: "ListTable",
            children: [
                XMLTree("lst_mdt_name", name), XMLTree("lst_select_distinct", "0"), XMLTree("mdt_description", documentation),
                XMLTree(name: "ListFromTables", children: [table]),
            ])
        return XMLTree(
            name: "Object",
            children: [
                XMLTree("obj_key", key), XMLTree("obj_name", name), XMLTree("obj_description", documentation), list,
            ])
    }

    /// The schema of the object's records, as in the answers of GetFacadeObject and GetQuery.
    fileprivate var schema: XMLTree {
        func element(_ attributes: [XMLTree.Attribute], _ content: XMLTree? = nil) -> XMLTree {
            XMLTree(name: "element", attributes: attributes, children: [content].compactMap { $0 })
        }
        func sequence(_ elements: [XMLTree]) -> XMLTree {
            XMLTree(name: "complexType", children: [XMLTree(name: "sequence", children: elements)])
        }
        let columns = columns.map { column in
            element([.init("name", column), .init("type", fields[column]?.schemaType ?? "string"), .init("minOccurs", "0")])
        }
        let record = element(
            [.init("name", name + "Object"), .init("minOccurs", "0"), .init("maxOccurs", "unbounded")], sequence(columns))
        return XMLTree(
            name: "schema", namespace: "http://www.w3.org/2001/XMLSchema",
            attributes: [.init("targetNamespace", xwebNamespace), .init("elementFormDefault", "qualified")],
            children: [element([.init("name", name + "Objects")], sequence([record]))])
    }
}

extension RecordField {
    /// The type of the column's values, as the vendor's definitions name it.
    fileprivate var vendorType: String {
        if scheme == XWebScheme.customerKey { return "av_key" }
        return switch kind {
        case .text, .list: "nvarchar"
        case .number: "int"
        case .flag: "av_flag"
        case .date: "av_date"
        }
    }

    /// The type of the column's values in XML Schema. A flag is 1 or 0.
    fileprivate var schemaType: String {
        switch kind {
        case .text, .list: "string"
        case .number: "long"
        case .flag: "unsignedByte"
        case .date: "dateTime"
        }
    }
}
