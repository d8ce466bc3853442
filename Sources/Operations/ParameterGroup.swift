extension Parameter {
    /// Returns a group of parameters whose values form one Swift value. A row of fifteen parameters can then have code
    /// with one.
    ///
    /// The contract, the bindings and the pages list the parameters one by one, in this order.
    @inlinable
    public static func group<each Part: Sendable>(
        _ parts: repeat Parameter<each Part>, make: @escaping @Sendable (repeat each Part) -> Value
    ) -> Self {
        var descriptions: [ParameterDescription] = []
        for part in repeat each parts { descriptions += part.descriptions }
        return Self(descriptions) { (arguments, index) throws(ConversionError) in
            var index = index
            func next<V>(_ part: Parameter<V>) throws(ConversionError) -> V {
                defer { index += part.descriptions.count }
                return try part.read(arguments, index)
            }
            let values = (repeat try next(each parts))
            return make(repeat each values)
        }
    }
}
