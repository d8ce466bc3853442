<?php
// The types of the contract as a class map has them. A property that is null is sent as nil, which is how PHP clients send what is empty.

class AuthorizationToken { public ?string $Token = null; }

class WebUserIndividual {
    public ?string $ind_cst_key = null;
    public ?string $ind_first_name = null;
    public ?string $ind_mid_name = null;
    public ?string $ind_last_name = null;
    public ?string $ind_full_name_cp = null;
    public ?string $ind_token = null;
}

class WebUserCustomer {
    public ?int $cst_recno = null;
    public ?string $cst_web_login = null;
    public ?string $cst_new_password = null;
    public ?string $cst_new_password_confirm = null;
}

class WebUserEmail { public ?string $eml_address = null; }

class WebUserAddress {
    public ?string $adr_city = null;
    public ?string $adr_state = null;
    public ?string $adr_post_code = null;
    public ?string $adr_country = null;
}

class WebUserPhone { public ?string $phn_number = null; }
class WebUserPhoneReference { public ?string $cph_extension = null; }
class WebUserFax { public ?string $fax_number = null; }
class WebUserFaxReference { public ?string $cfx_extension = null; }

class WebUser {
    public ?string $CurrentKey = null;
    public WebUserIndividual $Individual;
    public WebUserCustomer $Customer;
    public WebUserEmail $Email;
    public WebUserAddress $Business_Address;
    public WebUserPhoneReference $Business_Phone_XRef;
    public WebUserPhone $Business_Phone;
    public WebUserFaxReference $Business_Fax_XRef;
    public WebUserFax $Business_Fax;

    /** One with all the containers that the contract demands; also what an answer is made complete with, to be sent back. */
    public function complete(): static {
        foreach ((new ReflectionClass($this))->getProperties() as $property) {
            if (!$property->isInitialized($this)) {
                $type = $property->getType()->getName();
                $property->setValue($this, new $type());
            }
        }
        return $this;
    }

    /** One of these fields, wherever they stand. */
    public static function of(array $fields): static {
        $user = (new static())->complete();
        foreach ($fields as $name => $value) {
            $parts = array_filter([$user, ...array_values(get_object_vars($user))], "is_object");
            $holders = array_filter($parts, fn($part) => property_exists($part, $name));
            if (count($holders) !== 1) { throw new LogicException("no such field: $name"); }
            array_values($holders)[0]->$name = $value;
        }
        return $user;
    }
}

const CLASS_MAP = [
    "AuthorizationToken" => "AuthorizationToken",
    "WebUserType" => "WebUser",
    "WebUser_Individual_DataObjectType" => "WebUserIndividual",
    "WebUser_Customer_DataObjectType" => "WebUserCustomer",
    "WebUser_Email_DataObjectType" => "WebUserEmail",
    "WebUser_Business_Address_DataObjectType" => "WebUserAddress",
    "WebUser_Business_Phone_DataObjectType" => "WebUserPhone",
    "WebUser_Business_Phone_XRef_DataObjectType" => "WebUserPhoneReference",
    "WebUser_Business_Fax_DataObjectType" => "WebUserFax",
    "WebUser_Business_Fax_XRef_DataObjectType" => "WebUserFaxReference",
];
