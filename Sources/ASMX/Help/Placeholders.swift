public import Operations

/// Values that stand for a type in sample messages: the type's name in a blank, as ASP.NET prints it.
extension OperationValue {
    /// A value of a type. Whatever the type, its texts are blanks; see ``SampleBlank``.
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
    /// A value with every element in it that can come back. Complex types do not contain themselves.
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
    /// What a reader is told of the type: the name of the type of XML Schema that it restricts, or its own.
    var word: String {
        switch self {
        case .text, .key: "string"
        case .recordNumber: "long"
        case .complex(let type): type.name
        }
    }
}
