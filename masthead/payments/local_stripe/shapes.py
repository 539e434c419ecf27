"""Which fields each kind of object carries, so that an answer leaves none of them out.

The names are those of the annotations of the official client; a test compares the two.
"""

from typing import Any

Obj = dict[str, Any]

FIELDS = {
    "account": """
        business_profile business_type capabilities charges_enabled company controller country created
        default_currency details_submitted email external_accounts future_requirements groups id
        individual metadata payouts_enabled requirements settings tos_acceptance type
    """,
    "account.business_profile": """
        annual_revenue estimated_worker_count mcc minority_owned_business_designation
        monthly_estimated_revenue name product_description specified_commercial_transactions_act_url
        support_address support_email support_phone support_url url
    """,
    "account.settings": """
        bacs_debit_payments branding card_issuing card_payments dashboard invoices payments payouts
        paypay_payments sepa_debit_payments treasury
    """,
    "balance_transaction": """
        amount available_on balance_type created currency description exchange_rate fee fee_details id net
        reporting_category source status type
    """,
    "billing_portal.configuration": """
        active application business_profile created default_return_url features id is_default livemode
        login_page metadata name updated
    """,
    "billing_portal.session": """
        after_expiration configuration created customer customer_account flow id livemode locale
        on_behalf_of return_url url
    """,
    "charge": """
        amount amount_captured amount_refunded application application_fee application_fee_amount
        authorization_code balance_transaction billing_details calculated_statement_descriptor captured
        created currency customer description disputed failure_balance_transaction failure_code
        failure_message fraud_details id level3 livemode metadata on_behalf_of outcome paid payment_intent
        payment_method payment_method_details presentment_details radar_options receipt_email
        receipt_number receipt_url refunded refunds review shipping source source_transfer
        statement_descriptor statement_descriptor_suffix status transfer transfer_data transfer_group
    """,
    "charge.outcome": """
        advice_code network_advice_code network_decline_code network_status reason risk_level risk_score
        rule seller_message type
    """,
    "charge.payment_method_details": """
        ach_credit_transfer ach_debit acss_debit affirm afterpay_clearpay alipay alma amazon_pay
        au_becs_debit bacs_debit bancontact billie bizum blik boleto card card_present cashapp crypto
        customer_balance eps fpx giropay grabpay ideal interac_present kakao_pay klarna konbini kr_card
        link mb_way mobilepay multibanco naver_pay nz_bank_account oxxo p24 pay_by_bank payco paynow
        paypal paypay payto pix promptpay revolut_pay samsung_pay satispay scalapay sepa_credit_transfer
        sepa_debit sequra sofort stripe_account sunbit swish twint type upi us_bank_account wechat
        wechat_pay zip
    """,
    "charge.payment_method_details.card": """
        amount_authorized authorization_code brand capture_before checks country description
        electronic_commerce_indicator exp_month exp_year extended_authorization fingerprint funding iin
        incremental_authorization installments issuer last4 mandate moto multicapture network
        network_token network_transaction_id overcapture regulated_status setup_credential_usage
        stored_credential_usage three_d_secure transaction_link_id wallet
    """,
    "charge.payment_method_details.card.checks": """
        address_line1_check address_postal_code_check cvc_check
    """,
    "charge.payment_method_details.sepa_debit": """
        bank_code branch_code country expected_debit_date fingerprint last4 mandate
    """,
    "checkout.session": """
        adaptive_pricing after_expiration allow_promotion_codes allowed_payment_method_types
        amount_subtotal amount_total automatic_tax billing_address_collection branding_settings cancel_url
        client_reference_id client_secret collected_information consent consent_collection created
        currency currency_conversion custom_fields custom_text customer customer_account customer_creation
        customer_details customer_email discounts excluded_payment_method_types expires_at id
        integration_identifier invoice invoice_creation line_items livemode locale managed_payments
        metadata mode name_collection optional_items origin_context payment_intent payment_link
        payment_method_collection payment_method_configuration_details payment_method_options
        payment_method_types payment_status permissions phone_number_collection presentment_details
        recovered_from redirect_on_completion return_url saved_payment_method_options setup_intent
        shipping_address_collection shipping_cost shipping_options status submit_type subscription
        success_url tax_id_collection total_details ui_mode url wallet_options
    """,
    "coupon": """
        amount_off applies_to created currency currency_options duration duration_in_months id livemode
        max_redemptions metadata name percent_off redeem_by times_redeemed valid
    """,
    "customer": """
        address balance business_name cash_balance created currency customer_account default_source
        delinquent description discount email id individual_name invoice_credit_balance invoice_prefix
        invoice_settings livemode metadata name next_invoice_sequence phone preferred_locales shipping
        sources subscriptions tax tax_exempt tax_ids test_clock
    """,
    "discount": """
        checkout_session customer customer_account end id invoice invoice_item promotion_code source start
        subscription subscription_item
    """,
    "dispute": """
        amount balance_transactions charge created currency enhanced_eligibility_types evidence
        evidence_details id intended_submission_method is_charge_refundable livemode metadata
        network_reason_code payment_intent payment_method_details reason status
    """,
    "dispute.evidence": """
        access_activity_log appeal billing_address cancellation_policy cancellation_policy_disclosure
        cancellation_rebuttal customer_communication customer_email_address customer_name
        customer_purchase_ip customer_signature duplicate_charge_documentation
        duplicate_charge_explanation duplicate_charge_id enhanced_evidence product_description receipt
        refund_policy refund_policy_disclosure refund_refusal_explanation service_date
        service_documentation shipping_address shipping_carrier shipping_date shipping_documentation
        shipping_tracking_number uncategorized_file uncategorized_text
    """,
    "dispute.payment_method_details": "amazon_pay card klarna paypal type",
    "event": "account api_version context created data id livemode pending_webhooks request type",
    "invoice": """
        account_country account_name account_tax_ids amount_due amount_overpaid amount_paid
        amount_paid_off_stripe amount_remaining amount_shipping application attempt_count attempted
        auto_advance automatic_tax automatically_finalizes_at billing_reason collection_method
        confirmation_secret created currency custom_fields customer customer_account customer_address
        customer_email customer_name customer_phone customer_shipping customer_tax_exempt customer_tax_ids
        default_payment_method default_source default_tax_rates description discounts due_date
        effective_at ending_balance footer from_invoice hosted_invoice_url id invoice_pdf issuer
        last_finalization_error latest_revision lines livemode metadata next_payment_attempt number
        on_behalf_of parent payment_settings payments period_end period_start
        post_payment_credit_notes_amount pre_payment_credit_notes_amount receipt_number rendering
        shipping_cost shipping_details starting_balance statement_descriptor status status_details
        status_transitions subtotal subtotal_excluding_tax test_clock threshold_reason total
        total_discount_amounts total_excluding_tax total_pretax_credit_amounts total_taxes
        webhooks_delivered_at
    """,
    "invoice_payment": """
        amount_paid amount_requested created currency id invoice is_default livemode payment status
        status_transitions
    """,
    "invoiceitem": """
        amount currency customer customer_account date description discountable discounts frozen_fields id
        invoice invoicing_rules livemode metadata net_amount parent period pricing proration
        proration_details quantity quantity_decimal tax_rates test_clock
    """,
    "item": """
        adjustable_quantity amount_discount amount_subtotal amount_tax amount_total currency description
        discounts id metadata price quantity taxes
    """,
    "line_item": """
        amount currency description discount_amounts discountable discounts id invoice livemode metadata
        parent period pretax_credit_amounts pricing quantity quantity_decimal subscription subtotal taxes
    """,
    "payment_intent": """
        allowed_payment_method_types amount amount_capturable amount_details amount_received application
        application_fee_amount automatic_payment_methods canceled_at cancellation_reason capture_method
        client_secret confirmation_method created currency customer customer_account description
        excluded_payment_method_types hooks id last_payment_error latest_charge livemode managed_payments
        metadata next_action on_behalf_of payment_details payment_method
        payment_method_configuration_details payment_method_options payment_method_types payment_record
        presentment_details processing receipt_email review setup_future_usage shipping source
        statement_descriptor statement_descriptor_suffix status transfer_data transfer_group
    """,
    "payment_intent.last_payment_error": """
        advice_code charge code decline_code doc_url message network_advice_code network_decline_code
        param payment_intent payment_method payment_method_type request_log_url setup_intent source type
    """,
    "payment_intent.next_action": """
        alipay_handle_redirect blik_authorize boleto_display_details card_await_notification
        cashapp_handle_redirect_or_display_qr_code display_bank_transfer_instructions
        klarna_display_qr_code konbini_display_details multibanco_display_details oxxo_display_details
        paynow_display_qr_code pix_display_qr_code promptpay_display_qr_code redirect_to_url
        swish_handle_redirect_or_display_qr_code type upi_handle_redirect_or_display_qr_code
        use_stripe_sdk verify_with_microdeposits wechat_pay_display_qr_code
        wechat_pay_redirect_to_android_app wechat_pay_redirect_to_ios_app
    """,
    "payment_method": """
        acss_debit affirm afterpay_clearpay alipay allow_redisplay alma amazon_pay au_becs_debit
        bacs_debit bancontact billie billing_details bizum blik boleto card card_present cashapp created
        crypto custom customer customer_account customer_balance eps fpx giropay grabpay id ideal
        interac_present kakao_pay klarna konbini kr_card link livemode mb_way metadata mobilepay
        multibanco naver_pay nz_bank_account oxxo p24 pay_by_bank payco paynow paypal paypay payto pix
        promptpay radar_options revolut_pay samsung_pay satispay scalapay sepa_debit sequra sofort sunbit
        swish twint type upi us_bank_account wechat_pay zip
    """,
    "payment_method.card": """
        brand checks country description display_brand exp_month exp_year fingerprint funding
        generated_from iin issuer last4 networks regulated_status three_d_secure_usage wallet
    """,
    "payment_method.card.checks": "address_line1_check address_postal_code_check cvc_check",
    "payment_method.card.networks": "available preferred",
    "payment_method.sepa_debit": "bank_code branch_code country fingerprint generated_from last4",
    "plan": """
        active amount amount_decimal billing_scheme created currency id interval interval_count livemode
        metadata meter nickname product tiers tiers_mode transform_usage trial_period_days usage_type
    """,
    "price": """
        active billing_scheme created currency currency_options custom_unit_amount id livemode lookup_key
        metadata nickname product recurring tax_behavior tiers tiers_mode transform_quantity type
        unit_amount unit_amount_decimal
    """,
    "product": """
        active created default_price description id images livemode marketing_features metadata name
        package_dimensions shippable statement_descriptor tax_code tax_details type unit_label updated url
    """,
    "promotion_code": """
        active code created customer customer_account expires_at id livemode max_redemptions metadata
        promotion restrictions times_redeemed
    """,
    "refund": """
        amount balance_transaction charge created currency customer customer_account description
        destination_details failure_balance_transaction failure_reason id instructions_email metadata
        next_action payment_intent payment_method pending_reason presentment_details reason receipt_number
        source_transfer_reversal status transfer_reversal
    """,
    "refund.destination_details": """
        affirm afterpay_clearpay alipay alma amazon_pay au_bank_transfer blik br_bank_transfer card
        cashapp crypto customer_cash_balance eps eu_bank_transfer gb_bank_transfer giropay grabpay
        jp_bank_transfer klarna mb_way multibanco mx_bank_transfer nz_bank_transfer p24 paynow paypal pix
        revolut scalapay sofort swish th_bank_transfer twint type us_bank_transfer wechat_pay zip
    """,
    "setup_intent": """
        allowed_payment_method_types application attach_to_self automatic_payment_methods
        cancellation_reason client_secret created customer customer_account description
        excluded_payment_method_types flow_directions id last_setup_error latest_attempt livemode
        managed_payments mandate metadata next_action on_behalf_of payment_method
        payment_method_configuration_details payment_method_options payment_method_types
        single_use_mandate status usage
    """,
    "setup_intent.next_action": """
        blik_authorize cashapp_handle_redirect_or_display_qr_code pix_display_qr_code redirect_to_url type
        upi_handle_redirect_or_display_qr_code use_stripe_sdk verify_with_microdeposits
    """,
    "subscription": """
        application application_fee_percent automatic_tax billing_cycle_anchor billing_cycle_anchor_config
        billing_mode billing_schedules billing_thresholds cancel_at cancel_at_period_end canceled_at
        cancellation_details collection_method created currency customer customer_account days_until_due
        default_payment_method default_source default_tax_rates description discounts ended_at id
        invoice_settings items latest_invoice livemode managed_payments metadata
        next_pending_invoice_item_invoice on_behalf_of pause_collection payment_settings
        pending_invoice_item_interval pending_setup_intent pending_update presentment_details schedule
        start_date status status_details test_clock transfer_data trial_end trial_settings trial_start
    """,
    "subscription_item": """
        billed_until billing_thresholds created current_period_end current_period_start current_trial
        discounts id metadata plan price quantity subscription tax_rates
    """,
    "test_helpers.test_clock": "created deletes_after frozen_time id livemode name status status_details",
    "webhook_endpoint": """
        api_version application created description enabled_events id livemode metadata secret status url
    """,
    "credit_note": """
        amount amount_shipping created currency customer customer_account customer_balance_transaction
        discount_amount discount_amounts effective_at id invoice lines livemode memo metadata number
        out_of_band_amount pdf post_payment_amount pre_payment_amount pretax_credit_amounts reason refunds
        shipping_cost status subtotal subtotal_excluding_tax total total_excluding_tax total_taxes type
        voided_at
    """,
    "credit_note_line_item": """
        amount description discount_amount discount_amounts id invoice_line_item livemode metadata
        pretax_credit_amounts quantity tax_rates taxes type unit_amount unit_amount_decimal
    """,
    "radar.early_fraud_warning": "actionable charge created fraud_type id livemode payment_intent",
    "subscription_schedule": """
        application billing_mode canceled_at completed_at created current_phase customer customer_account
        default_settings end_behavior id livemode metadata pause_schedules phases released_at
        released_subscription status subscription test_clock
    """,
    "subscription_schedule.default_settings": """
        application_fee_percent automatic_tax billing_cycle_anchor billing_thresholds collection_method
        default_payment_method description invoice_settings on_behalf_of transfer_data
    """,
    "subscription_schedule.phases": """
        add_invoice_items application_fee_percent automatic_tax billing_cycle_anchor billing_thresholds
        collection_method currency default_payment_method default_tax_rates description discounts end_date
        invoice_settings items metadata on_behalf_of proration_behavior start_date transfer_data trial
        trial_end
    """,
    "subscription_schedule.phases.items": """
        billing_thresholds discounts metadata plan price quantity tax_rates
    """,
    "tax_id": "country created customer customer_account id livemode owner type value verification",
}

NAMES = {kind: tuple(fields.split()) for kind, fields in FIELDS.items()}


def shaped(kind: str, **values: Any) -> Obj:
    """An object of this kind with every field: what is not given is null."""
    body: Obj = dict.fromkeys(NAMES[kind])
    for name, value in values.items():
        if name not in body and not name.startswith("_"):
            raise KeyError(f"{kind} has no field {name}")
        body[name] = value
    return body


def whole(kind: str, **values: Any) -> Obj:
    """A new top-level object of this kind, which says so itself."""
    return {"object": kind, **shaped(kind, **values)}


def unknown_to(kind: str, names: set[str]) -> set[str]:
    """Those names that are no field of this kind."""
    return {name for name in names if not name.startswith("_")} - {"object", *NAMES[kind]}
