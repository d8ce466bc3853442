/// The fields of a person's own containers in IndividualType. Source: XWeb.docc/Contract.md.
extension VendorFields {
    static let individual: VendorFields = """
        ind_cst_key key, ind_prf_code 20, ind_first_name 30 name, ind_mid_name 30 name, ind_last_name 30 name, ind_sfx_code 20,
        ind_designation 50, ind_dob date, ind_gender 10, ind_full_name_cp 187 name, ind_salutation_cp 51 name, ind_cst_key_ext key,
        ind_ssn 80 number, ind_spouse_name 100 name, ind_age_cp int/integer, ind_salary money, ind_ethnicity 50,
        ind_badge_name 30 name, ind_license_number 20 number, ind_entered_field_date day, ind_num_years_in_field_cp int/integer,
        ind_grad_date day, ind_political_party 20, ind_deceased_flag flag, ind_int_code 50, ind_ixo_key key, ind_marital_status 10,
        ind_add_date day, ind_add_user user, ind_entity_key key, ind_change_date day, ind_cst_passcode_ext 20, ind_change_user user,
        ind_sample_multi 20, ind_delete_flag deleted, ind_maiden_name 30 name, ind_progress_ext 30, +ind_ssn_display 11 number,
        +ind_aicpa_id 15, ind_popup memo, ind_cst_main_office_cst_key key
        """

    /// The columns of the table of customers.
    static let customerTable: VendorFields = """
        cst_key key, cst_type 20, cst_name_cp 150 name, cst_sort_name_dn 150 name, cst_ind_full_name_dn 150 name, cst_org_name_dn 150,
        cst_ixo_title_dn 150, cst_pref_comm_meth 10, cst_bio memo, cst_add_date day, cst_add_user user, cst_change_date day,
        cst_change_user user, cst_delete_flag deleted, cst_recno recno, cst_id 10, cst_key_ext key, cst_email_text_only flag,
        cst_credit_limit money, +cst_src_key key, cst_src_code 50, cst_tax_exempt_flag flag, cst_tax_id 30 number, cst_cxa_key key,
        cst_no_email_flag flag, cst_cxa_billing_key key, cst_eml_address_dn email, cst_eml_key key, cst_no_phone_flag flag,
        cst_phn_number_complete_dn 55 number, cst_cph_key key, cst_no_fax_flag flag, cst_fax_number_complete_dn 55 number,
        cst_cfx_key key, cst_ixo_key key, cst_no_web_flag flag, cst_oldid 15, cst_member_flag flag, cst_url_code_dn url,
        cst_parent_cst_key key, cst_url_key key, cst_no_msg_flag flag, cst_msg_handle_dn handle, cst_web_login 80 name,
        cst_web_password 50, cst_entity_key key, cst_msg_key key, cst_no_mail_flag flag, cst_web_start_date day, cst_web_end_date day,
        cst_web_force_password_change flag, cst_web_login_disabled_flag flag, cst_comment memo, cst_credit_hold_flag flag,
        cst_credit_hold_reason 50, cst_web_forgot_password_status flag, cst_old_cxa_key key, cst_last_email_date day,
        cst_no_publish_flag flag, cst_sin_key key, cst_ttl_key key, cst_jfn_key key, cst_cur_key key, cst_attribute_1 510,
        cst_attribute_2 510, +cst_salutation_1 100 name, +cst_salutation_2 100 name, +cst_merge_cst_key key,
        +cst_salutation_3 100 name, +cst_salutation_4 100 name, +cst_default_recognize_as 200 name, +cst_score decimal,
        +cst_score_normalized integer, +cst_score_trend integer, +cst_vault_account 25, +cst_exclude_from_social_flag flag,
        +cst_social_score integer, +cst_ptin 9, +cst_aicpa_member_id recno, +cst_vendor_code 50, +cst_salt 1, +cst_sca_key key,
        +cst_iterations integer
        """

    static let customer =
        customerTable + """
            cst_credit_available money, cst_receives_member_benefits_flag flag, +cst_regex 0, cst_new_password 0,
            cst_new_password_confirm 0, +cst_reset_password_flag flag
            """

    static let organizationReference: VendorFields = """
        ixo_key key, ixo_rlt_code 80, ixo_title 150, ixo_start_date day, ixo_end_date day, ixo_ind_cst_key key, ixo_org_cst_key key,
        ixo_add_date day, ixo_add_user user, ixo_change_date day, ixo_change_user user, ixo_delete_flag deleted, ixo_key_ext key,
        ixo_cst_key_owner key, ixo_entity_key key, +ixo_void_flag flag, ixo_primary flag, ixo_owner flag
        """

    static let organization: VendorFields = """
        +org_consortia_flag flag, org_cst_key key, org_name 150, org_ogt_code 30, org_cst_key_ext key, org_acronym 10,
        org_ind_cst_key key, org_num_employee integer, org_annual_sales money, org_annual_revenue money, org_dnb_number 20,
        org_date_founded date/date2, org_num_years_in_business_cp int/integer, org_state_incorporated 2, org_num_location integer,
        org_annual_budget money, org_ownership_type 25, org_popup memo, org_add_date day, org_entity_key key, org_nonprofit_flag flag,
        org_add_user user, +org_org_cst_key key, org_change_date date, org_change_user user, org_delete_flag deleted
        """

    static let email: VendorFields = """
        eml_key key, eml_address email, eml_cst_key key, eml_type 20, eml_add_user user, eml_add_date date, eml_change_user user,
        eml_change_date date, eml_delete_flag deleted, eml_key_ext key, eml_entity_key key, eml_invalid_flag flag,
        eml_invalid_reason 50, eml_unlisted_flag flag, eml_primary flag
        """

    static let website: VendorFields = """
        url_key key, url_code url, url_cst_key key, url_type 20, url_add_user user, url_add_date date, url_change_user user,
        url_change_date date, url_delete_flag deleted, url_key_ext key, url_entity_key key, url_primary flag
        """

    static let messaging: VendorFields = """
        msg_key key, msg_handle handle, msg_cst_key key, msg_type 30, msg_add_user user, msg_add_date date, msg_change_user user,
        msg_change_date date, msg_delete_flag deleted, msg_key_ext key, msg_entity_key key, msg_primary flag
        """

    static let socialLinks: VendorFields = """
        cel_cst_key key, cel_facebook_name 100 name, cel_linkedin_name 100 name, cel_twitter_name 100 name, cel_foursquare_name 100 name,
        cel_facebook_key 250, cel_facebook_secret 250, cel_facebook_id 50, cel_twitter_key 250, cel_twitter_secret 250,
        cel_linkedin_key 250, cel_linkedin_secret 250, cel_add_user user, cel_add_date date, cel_change_user user,
        cel_change_date date, cel_delete_flag deleted, cel_entity_key key, cel_profiling_date date, cel_flickr_name 100 name,
        cel_cst_key_ext key, cel_youtube_name 100 name, cel_slideshare_name 100 name
        """

    static let sourceCode: VendorFields = """
        src_code 50, src_add_date day, src_add_user user, src_change_date day, src_change_user user, src_delete_flag deleted,
        src_key key, src_type 20, src_start_date day, src_end_date day, src_entity_key key, src_key_ext key, src_eweb_code 50,
        src_act_key key, src_asg_key key, src_obj_key key, src_placeholder_value 200, src_src_key key
        """

    /// The fields that a tenant names: fifteen of each kind.
    static let demographics: VendorFields = {
        let kinds = [("flag", "flag"), ("date", "date"), ("currency", "money"), ("integer", "integer"), ("string", "50"), ("text", "0")]
        let own = kinds.flatMap { kind, type in
            (1...15).map { "idm_custom_\(kind)_\($0 < 10 ? "0" : "")\($0) \(type)" }
        }
        let before: VendorFields = """
            idm_key key, idm_add_user user, idm_add_date date, idm_change_user user, idm_change_date date, idm_delete_flag deleted,
            idm_entity_key key, idm_custom_xml_01 1
            """
        return before + VendorFields(stringLiteral: own.joined(separator: ",")) + "idm_key_ext key, idm_cst_key key"
    }()
}
