"""A strict client of IndividualType that was made from another contract than the server's: one of the vendor's shape.

The contract below is written from what is known of the vendor's: the order of the containers in each build, and in them the order of the
fields that a service fills. A client of it refuses an element that it does not expect, and one in another place.
"""

import tempfile

import zeep

from checks import check, equal, part
from client import NAMESPACE, URL, tag

TEXT, KEY, FLAG, NUMBER = "string", "av_key_Type", "av_flag_Type", "av_recno_Type"

ADDRESS = [("adr_line1", TEXT), ("adr_line2", TEXT), ("adr_line3", TEXT), ("adr_city", TEXT), ("adr_state", TEXT), ("adr_post_code", TEXT),
           ("adr_city_state_code", TEXT), ("adr_country", TEXT), ("adr_add_date", TEXT), ("adr_change_date", TEXT)]
FIELDS = {
    "Individual": [("ind_cst_key", KEY), ("ind_prf_code", TEXT), ("ind_first_name", TEXT), ("ind_mid_name", TEXT), ("ind_last_name", TEXT),
                   ("ind_sfx_code", TEXT), ("ind_designation", TEXT), ("ind_full_name_cp", TEXT), ("ind_badge_name", TEXT),
                   ("ind_int_code", TEXT), ("ind_add_date", TEXT), ("ind_change_date", TEXT), ("ind_delete_flag", FLAG)],
    "Customer": [("cst_key", KEY), ("cst_type", TEXT), ("cst_name_cp", TEXT), ("cst_sort_name_dn", TEXT), ("cst_org_name_dn", TEXT),
                 ("cst_add_date", TEXT), ("cst_change_date", TEXT), ("cst_delete_flag", FLAG), ("cst_recno", NUMBER), ("cst_id", TEXT),
                 ("cst_cxa_key", KEY), ("cst_eml_address_dn", TEXT), ("cst_eml_key", KEY), ("cst_cph_key", KEY), ("cst_cfx_key", KEY),
                 ("cst_member_flag", FLAG), ("cst_web_login", TEXT), ("cst_web_force_password_change", FLAG),
                 ("cst_web_login_disabled_flag", FLAG), ("cst_new_password", TEXT), ("cst_new_password_confirm", TEXT)],
    "Organization_XRef": [("ixo_title", TEXT)],
    "Organization": [("org_name", TEXT)],
    "Email": [("eml_key", KEY), ("eml_address", TEXT), ("eml_cst_key", KEY), ("eml_add_date", TEXT), ("eml_change_date", TEXT)],
    "Business_Address": ADDRESS,
    "Business_Address_XRef": [("cxa_add_date", TEXT), ("cxa_change_date", TEXT)],
    "Business_Phone": [("phn_number", TEXT), ("phn_number_display", TEXT), ("phn_add_date", TEXT), ("phn_change_date", TEXT)],
    "Business_Phone_XRef": [("cph_add_date", TEXT), ("cph_change_date", TEXT), ("cph_extension", TEXT)],
    "Business_Fax": [("fax_number", TEXT), ("fax_number_display", TEXT), ("fax_add_date", TEXT), ("fax_change_date", TEXT)],
    "Business_Fax_XRef": [("cfx_add_date", TEXT), ("cfx_change_date", TEXT), ("cfx_extension", TEXT)],
}
CONTAINERS = {
    "2010": """Individual Customer Address_Change_Log TransferToCustomer Organization_XRef Organization Email Website Messaging
        Business_Address Business_Address_XRef Business_Address_Country Business_Phone Business_Phone_Country Business_Phone_XRef
        Business_Fax Business_Fax_Country Business_Fax_XRef Home_Address Home_Address_Country Home_Address_XRef Home_Phone
        Home_Phone_Country Home_Phone_XRef Home_Fax Home_Fax_Country Home_Fax_XRef""",
    "2015": """Individual Customer Organization_XRef Organization Email Website Messaging Business_Address_XRef Business_Address
        Business_Address_State Business_Address_Country Business_Phone_XRef Business_Phone Business_Phone_Country Business_Fax_XRef
        Business_Fax Business_Fax_Country Home_Address_XRef Home_Address Home_Address_State Home_Address_Country Home_Phone
        Home_Phone_Country Home_Phone_XRef Home_Fax Home_Fax_Country Home_Fax_XRef Address_Change_Log TransferToCustomer
        Individual_Custom_Demographics Social_Links source_code""",
}
OPERATIONS = {
    "Authenticate": ([("userName", "s:string"), ("password", "s:string")], "s:string"),
    "WEBIndividualGet": ([("key", "s1:guid")], "tns:IndividualType"),
    "WEBIndividualUpdate": ([("oFacadeObject", "tns:IndividualType")], "s:boolean"),
}


def type_name(name):
    return f"s:{name}" if name == TEXT else f"tns:{name}"


def sequence(elements):
    return "<s:sequence>" + "".join(elements) + "</s:sequence>"


def complex_type(name, elements):
    return f'<s:complexType name="{name}">{sequence(elements)}</s:complexType>'


def contract(year):
    """The contract of a build, for SOAP 1.1 as the vendor's."""
    containers = CONTAINERS[year].split()
    schema = [complex_type("IndividualType", [f'<s:element minOccurs="0" name="CurrentKey" nillable="true" type="tns:{KEY}"/>'] + [
        f'<s:element minOccurs="1" name="{name}" type="tns:Individual_{name}_DataObjectType"/>' for name in containers])]
    for name in containers:
        schema.append(complex_type(f"Individual_{name}_DataObjectType", [
            f'<s:element minOccurs="0" name="{field}" nillable="true" type="{type_name(kind)}"/>' for field, kind in FIELDS.get(name, [])]))
    schema.append(f'<s:simpleType name="{KEY}"><s:restriction base="s:string"><s:pattern value='
                  '"[{]?[0-9a-fA-F]{8}[\\-]?([0-9a-fA-F]{4}[\\-]?){3}[0-9a-fA-F]{12}[}]?"/></s:restriction></s:simpleType>')
    schema.append(f'<s:simpleType name="{FLAG}"><s:restriction base="s:unsignedByte"/></s:simpleType>')
    schema.append(f'<s:simpleType name="{NUMBER}"><s:restriction base="s:integer"/></s:simpleType>')
    schema.append(complex_type("AuthorizationToken", ['<s:element minOccurs="0" name="Token" type="s:string"/>'])
                  .replace("</s:complexType>", "<s:anyAttribute/></s:complexType>"))
    schema.append('<s:element name="AuthorizationToken" type="tns:AuthorizationToken"/>')
    messages, port, binding = [], [], []
    for operation, (parameters, result) in OPERATIONS.items():
        inside = [f'<s:element minOccurs="0" name="{name}" type="{kind}"/>' for name, kind in parameters]
        schema.append(f'<s:element name="{operation}"><s:complexType>{sequence(inside)}</s:complexType></s:element>')
        answer = [f'<s:element minOccurs="0" name="{operation}Result" type="{result}"/>']
        schema.append(f'<s:element name="{operation}Response"><s:complexType>{sequence(answer)}</s:complexType></s:element>')
        for suffix, element in (("In", operation), ("Out", operation + "Response")):
            messages.append(f'<wsdl:message name="{operation}Soap{suffix}"><wsdl:part name="parameters" element="tns:{element}"/></wsdl:message>')
        messages.append(f'<wsdl:message name="{operation}Token"><wsdl:part name="AuthorizationToken" element="tns:AuthorizationToken"/>'
                        "</wsdl:message>")
        port.append(f'<wsdl:operation name="{operation}"><wsdl:input message="tns:{operation}SoapIn"/>'
                    f'<wsdl:output message="tns:{operation}SoapOut"/></wsdl:operation>')
        header = f'<soap:header message="tns:{operation}Token" part="AuthorizationToken" use="literal"/>'
        binding.append(f'<wsdl:operation name="{operation}"><soap:operation soapAction="{NAMESPACE}{operation}" style="document"/>'
                       f'<wsdl:input><soap:body use="literal"/>{header if operation != "Authenticate" else ""}</wsdl:input>'
                       f'<wsdl:output><soap:body use="literal"/>{header}</wsdl:output></wsdl:operation>')
    return f"""<wsdl:definitions xmlns:s="http://www.w3.org/2001/XMLSchema" xmlns:tns="{NAMESPACE}" targetNamespace="{NAMESPACE}"
        xmlns:s1="http://microsoft.com/wsdl/types/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
        xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/"><wsdl:types>
        <s:schema elementFormDefault="qualified" targetNamespace="{NAMESPACE}"><s:import namespace="http://microsoft.com/wsdl/types/"/>
        {"".join(schema)}</s:schema>
        <s:schema elementFormDefault="qualified" targetNamespace="http://microsoft.com/wsdl/types/"><s:simpleType name="guid">
        <s:restriction base="s:string"/></s:simpleType></s:schema></wsdl:types>{"".join(messages)}
        <wsdl:portType name="netForumXMLSoap">{"".join(port)}</wsdl:portType>
        <wsdl:binding name="netForumXMLSoap" type="tns:netForumXMLSoap">
        <soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>{"".join(binding)}</wsdl:binding>
        <wsdl:service name="netForumXML"><wsdl:port name="netForumXMLSoap" binding="tns:netForumXMLSoap">
        <soap:address location="{URL}"/></wsdl:port></wsdl:service></wsdl:definitions>"""


def individuals(year, keys):
    """Reads every individual, and sends each back as it was read."""
    with part("a contract of the vendor's shape"):
        with tempfile.NamedTemporaryFile("w", suffix=".wsdl") as file:
            file.write(contract(year))
            file.flush()
            client = zeep.Client(file.name)
        service = client.service
        token = service.Authenticate(userName="xweb", password="xweb-secret").header.AuthorizationToken.Token

        def call(operation, **parameters):
            nonlocal token
            block = client.get_element(tag("AuthorizationToken"))(Token=token)
            answer = getattr(service, operation)(**parameters, _soapheaders=[block])
            token = answer.header.AuthorizationToken.Token
            return getattr(answer.body, operation + "Result")

        for name, key in keys.items():
            whole = call("WEBIndividualGet", key=key)
            equal((whole.CurrentKey, whole.Individual.ind_cst_key, whole.Customer.cst_key), (key, key, key), f"{name}'s keys")
            check(isinstance(whole.Customer.cst_recno, int), f"{name}'s record number is a number")
            equal((whole.Individual.ind_delete_flag, whole.Customer.cst_web_login_disabled_flag), (0, 0), f"{name}'s flags")
            check(all(len(date) == 19 for date in (whole.Individual.ind_add_date, whole.Email.eml_change_date)), f"{name}'s dates")
            # The contract wants every container, and answers leave out the empty ones.
            for container in CONTAINERS[year].split():
                if whole[container] is None:
                    whole[container] = {}
            equal(call("WEBIndividualUpdate", oFacadeObject=whole), True, f"{name} is sent back")
            again = call("WEBIndividualGet", key=key)
            equal(again.Individual.ind_full_name_cp, whole.Individual.ind_full_name_cp, f"{name}'s name is as it was")
            equal(again.Customer.cst_org_name_dn, whole.Customer.cst_org_name_dn, f"{name}'s organization is as it was")
