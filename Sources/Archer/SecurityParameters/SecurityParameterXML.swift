import XML

/// The XML of answers about security parameters. Source: Archer.docc/SecurityParameters.md.
enum SecurityParameterXML {
    /// Returns a list.
    static func list(_ parameters: [StoredSecurityParameter]) -> String {
        ArcherXML.text { writer in
            writer.start("SecurityParameters")
            for stored in parameters {
                writer.start("SecurityParameter")
                writer.element("xcomp_sec_prm_id", String(stored.id))
                writer.element("Name", stored.parameter.name)
                writer.element("Description", stored.parameter.description)
                writer.element("Default", String(stored.parameter.isDefault))
                writer.end()
            }
            writer.end()
        }
    }
}
