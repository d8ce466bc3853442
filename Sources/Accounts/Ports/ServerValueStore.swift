/// What the server keeps for itself and for no site. It is not exported, and no copy of a site has it.
public protocol ServerValueStore: Sendable {
    /// Returns the value with this name, or nil.
    func serverValue(named name: String) throws(StoreError) -> String?
    /// Puts a value in the place of the one with this name. Returns false and changes nothing if that is not `old` any more, because another
    /// process has replaced it. `old` is nil if there was none.
    func replaceServerValue(_ old: String?, by new: String, named name: String) throws(StoreError) -> Bool
}
