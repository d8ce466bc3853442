import SOAP
import Testing
import XML

@Suite struct FaultWritingTests {
    @Test func writesFaultsOf11WithUnprefixedChildren() {
        let bytes = SOAPWriter.fault(SOAPFault(.sender, "Bad <thing>"), version: .v1_1)
        #expect(
            String(decoding: bytes, as: UTF8.self) == #"<?xml version="1.0" encoding="utf-8"?>"#
                + #"<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" "#
                + #"xmlns:xsd="http://www.w3.org/2001/XMLSchema"><soap:Body><soap:Fault><faultcode>soap:Client</faultcode>"#
                + #"<faultstring>Bad &lt;thing&gt;</faultstring><detail /></soap:Fault></soap:Body></soap:Envelope>"#)
    }
}
