/// The fields of addresses, phones and faxes in IndividualType. It has each of them for the business and for the home.
/// Source: XWeb.docc/Contract.md.
extension VendorFields {
    static let address: VendorFields = """
        adr_key key, adr_cst_key_owner key, adr_line1 75 address, adr_line2 75 address, adr_line3 75 address, adr_city 40 address,
        adr_state 40, adr_post_code 20 address, adr_city_state_code 104 address, adr_country 60, adr_intl_province 40, adr_county 40,
        adr_cong_dist 4, adr_state_house 4, adr_state_senate 4, adr_latitude float number, adr_longitude float number,
        adr_mailing_label 450 address, adr_mailing_label_html 450 address, adr_add_date date, adr_add_user user, adr_change_date date,
        adr_change_user user, adr_delete_flag deleted, adr_key_ext key, adr_bad_address_flag flag, adr_adb_key key, adr_entity_key key,
        adr_metro_stat_area 10, adr_carrier_route 10, adr_delivery_point_code 10, adr_lacs 4, adr_time_zone 50, adr_urbanization 75,
        adr_bar_code 50, adr_fips 5, adr_no_validation_flag flag, +adr_attn 75 name, +adr_record_type_code 4, +adr_geography 1
        """

    static let addressReference: VendorFields = """
        cxa_cst_key key, cxa_adr_key key, cxa_add_date day, cxa_add_user user, cxa_change_date day, cxa_change_user user,
        cxa_delete_flag deleted, cxa_key key, cxa_key_ext key, cxa_on_hold_flag flag, cxa_adh_key key, cxa_adt_key key,
        cxa_seasonal_from_date day, cxa_mailing_label 450 address, cxa_seasonal_through_date day, cxa_entity_key key, cxa_mail_stop 50,
        cxa_mailing_label_html 450 address, cxa_on_hold_from day, cxa_on_hold_through day, cxa_primary flag, cxa_owner flag,
        cxa_billing flag, +cxa_create_change_log flag, +cxa_AddressLinkingDropDownList 0
        """

    static let state: VendorFields = """
        +sta_code 40, +sta_cty_code 60, +sta_add_user user, +sta_add_date day, +sta_change_date day, +sta_change_user user,
        +sta_delete_flag deleted, +sta_key key, +sta_key_ext key, +sta_entity_key key, +sta_name 150, +sta_type 50, +sta_rgn_key key,
        +sta_bpa_region 40, +sta_iso_code 6
        """

    static let country: VendorFields = """
        cty_code 60, cty_add_date date, cty_add_user user, cty_change_date date, cty_change_user user, cty_delete_flag deleted,
        cty_key key, cty_key_ext key, cty_entity_key key, cty_long_name 150, cty_fips_code 20, cty_sovereignty 120, cty_status 120,
        cty_capital 150, cty_idd_code 7, cty_rgn_key key, cty_srg_key key, cty_postal_input_mask 255, cty_phone_input_mask 255,
        cty_currency_code 3, cty_currency_code_description 50, cty_vat_flag flag, cty_iso_2 2, cty_iso_3 3, cty_do_not_ship flag,
        cty_iso_number 3, cty_bpa_region 40, cty_do_not_sell flag, cty_dyn_key key, cty_dyn_key_2 key, +cty_cgy_key key
        """

    static let phone: VendorFields = """
        phn_key key, phn_cst_key_owner key, phn_number phone, phn_number_display 40 number, phn_cty_key key, phn_add_user user,
        phn_add_date date, phn_change_user user, phn_change_date date, phn_delete_flag deleted, phn_entity_key key, phn_key_ext key
        """

    static let phoneReference: VendorFields = """
        cph_key key, cph_cst_key key, cph_phn_key key, cph_pht_key key, cph_cst_link_key key, cph_add_user user, cph_add_date date,
        cph_change_user user, cph_change_date date, cph_delete_flag deleted, cph_key_ext key, cph_unlisted_flag flag,
        cph_phn_number_complete 55 number, cph_extension 10 number, cph_entity_key key, cph_primary flag, cph_owner flag,
        +cph_PhoneLinkingDropDownList 0
        """

    static let fax: VendorFields = """
        fax_key key, fax_cst_key_owner key, fax_number fax, fax_number_display 40 number, fax_cty_key key, fax_add_user user,
        fax_add_date date, fax_change_user user, fax_change_date date, fax_delete_flag deleted, fax_entity_key key, fax_key_ext key
        """

    static let faxReference: VendorFields = """
        cfx_key key, cfx_cst_key key, cfx_fax_key key, cfx_fxt_key key, cfx_cst_link_key key, cfx_add_user user, cfx_add_date date,
        cfx_change_user user, cfx_change_date date, cfx_delete_flag deleted, cfx_key_ext key, cfx_unlisted_flag flag,
        cfx_fax_number_complete 55 number, cfx_extension 10 number, cfx_entity_key key, cfx_primary flag, cfx_owner flag,
        +cfx_FaxLinkingDropDownList 0
        """

    /// The log of changes of an address. In the build of 2015 it is the same, as far as is known.
    static let addressChangeLog: VendorFields = """
        acl_key key, acl_adr_key key, acl_adn_key key, acl_src_key key, acl_add_user user, acl_add_date date, acl_change_user user,
        acl_mailing_label 300 address, acl_key_ext key, acl_change_date date, acl_mailing_label_html 300 address,
        acl_delete_flag deleted, acl_new_mailing_label 300 address, acl_new_mailing_label_html 300 address, acl_entity_key key,
        acl_cst_key key
        """
}
