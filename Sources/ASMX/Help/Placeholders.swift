public import Operations

/// Values that stand for a type in sample messages: the type's name in a blank, as ASP.NET prints it.
extension OperationValue {
    /// Returns a value of a type. All its texts are blanks; see ``SampleBlank``.
    public static func placeholder(for type: SchemaType) -> OperationValue {
        switch type {
        case .void: .void
        case .complex(let complex): .record(ComplexValue(placeholderFor: complex))
        case .xml: .string(SampleBlank.value("xml"))
        case .string, .int, .boolean, .dateTime, .guid: .string(SampleBlank.value(type.elementName))
        }
    }
}

extension ComplexValue {
    /// Creates a value with every element that an answer can have. Complex types do not contain themselves.
    fileprivate init(placeholderFor type: ComplexType) {
        self.init(type)
        for element in type.elements where !element.isWriteOnly {
            if case .complex(let inner) = element.type {
                self[record: element.name] = ComplexValue(placeholderFor: inner)
            } else {
                self[text: element.name] = SampleBlank.value(element.type.word)
            }
        }
    }
}

extension ComplexType.ElementType {
    /// The type as readers see it: the name of the XML Schema type that it restricts, or its own name.
    var word: String {
        switch self {
        case .text: "string"
        case .simple(let type): type.base.rawValue
        case .complex(let type): type.name
        }
    }
}
