"""What each call takes, in the words of `parameters`; `expand` goes with all of them."""

ADDRESS = "address{city country line1 line2 postal_code state}"
RECURRING = "recurring{interval!:day|week|month|year interval_count:int}"
PRICE_PRODUCT = "product_data{name! metadata:map statement_descriptor tax_code unit_label}"
PRODUCT_DATA = "product_data{name! description metadata:map tax_code unit_label images[]}"
DISCOUNTS = "discounts[]{coupon promotion_code}"
PRORATION = "proration_behavior:none|create_prorations|always_invoice"
CANCELLATION = "cancellation_details{comment feedback}"
BILLING_MODE = "billing_mode{type!:flexible}"
TRIAL_SETTINGS = "trial_settings{end_behavior!{missing_payment_method!:cancel|create_invoice|pause}}"
FEATURES = f"""
    features{{
        customer_update{{enabledNEED:bool allowed_updates[]}}
        invoice_history{{enabled!:bool}}
        payment_method_update{{enabled!:bool}}
        subscription_cancel{{enabledNEED:bool mode:at_period_end|immediately {PRORATION}
            cancellation_reason{{enabled!:bool options[]NEED}}}}
        subscription_pause{{enabled:bool
            duration{{type! interval_options[]{{interval! interval_count:int}}}}}}
        subscription_update{{enabledNEED:bool default_allowed_updates[] {PRORATION}
            products[]{{product! prices[]!}}
            trial_update_behavior:continue_trial|end_trial schedule_at_period_end{{conditions[]{{type!}}}}}}
    }}
    business_profile{{headline privacy_policy_url terms_of_service_url}} default_return_url metadata:map name
"""

TAKES = {
    "POST /v1/products": f"""
        id name! active:bool description images[] metadata:map statement_descriptor tax_code unit_label url
        default_price_data{{currency! unit_amount:int unit_amount_decimal:decimal {RECURRING} metadata:map
            tax_behavior:exclusive|inclusive|unspecified}}
    """,
    "POST /v1/products/{id}": """
        name active:bool description images[] metadata:map statement_descriptor tax_code unit_label url
        default_price
    """,
    "GET /v1/products": "PAGING active:bool ids[]",
    "POST /v1/prices": f"""
        currency! unit_amount:int unit_amount_decimal:decimal product {PRICE_PRODUCT}
        {RECURRING} active:bool lookup_key transfer_lookup_key:bool metadata:map nickname
        tax_behavior:exclusive|inclusive|unspecified
    """,
    "POST /v1/prices/{id}": """
        active:bool lookup_key transfer_lookup_key:bool metadata:map nickname
        tax_behavior:exclusive|inclusive|unspecified
    """,
    "GET /v1/prices": """
        PAGING active:bool product type:one_time|recurring currency lookup_keys[] recurring{interval}
    """,
    "POST /v1/customers": f"""
        {ADDRESS} balance:int description email metadata:map name phone preferred_locales[] test_clock
    """,
    "POST /v1/customers/{id}": f"""
        {ADDRESS} balance:int description email metadata:map name phone preferred_locales[]
        invoice_settings{{default_payment_method}}
    """,
    "GET /v1/customers": "PAGING email test_clock",
    "GET /v1/customers/{id}/payment_methods": "limit:int starting_after ending_before type",
    "GET /v1/payment_methods": "limit:int starting_after ending_before customer type",
    "POST /v1/checkout/sessions": f"""
        mode!:payment|subscription success_url cancel_url customer customer_email client_reference_id
        line_items[]!{{price quantity:int price_data{{currency! unit_amount:int unit_amount_decimal:decimal
            product {PRODUCT_DATA} {RECURRING} tax_behavior:exclusive|inclusive|unspecified}}}}
        metadata:map expires_at:int allow_promotion_codes:bool {DISCOUNTS} locale
        submit_type:auto|book|donate|pay|subscribe billing_address_collection:auto|required
        payment_method_collection:always|if_required customer_creation:always|if_required
        customer_update{{address name shipping}} ui_mode:hosted_page
        consent_collection{{terms_of_service:none|required promotions:auto|none}}
        subscription_data{{metadata:map trial_period_days:int trial_end:int description {TRIAL_SETTINGS}
            {BILLING_MODE}}}
        payment_intent_data{{metadata:map description receipt_email
            setup_future_usage:off_session|on_session}}
        invoice_creation{{enabled!:bool invoice_data{{description footer metadata:map}}}}
        allowed_payment_method_types[] excluded_payment_method_types[] tax_id_collection{{enabled!:bool}}
        automatic_tax{{enabled!:bool}} managed_payments{{enabled:bool}}
    """,
    "POST /v1/checkout/sessions/{id}": "metadata:map",
    "POST /v1/checkout/sessions/{id}/expire": "",
    "GET /v1/checkout/sessions": """
        PAGING customer status:open|complete|expired subscription payment_intent
    """,
    "GET /v1/checkout/sessions/{id}/line_items": "limit:int starting_after ending_before",
    "POST /v1/subscriptions": f"""
        customer! items[]!{{price! quantity:int}} default_payment_method description metadata:map
        payment_behavior:allow_incomplete|default_incomplete|error_if_incomplete off_session:bool
        trial_period_days:int trial_end:int {TRIAL_SETTINGS} {DISCOUNTS} {BILLING_MODE}
    """,
    "POST /v1/subscriptions/{id}": f"""
        cancel_at_period_end:bool cancel_at {CANCELLATION} default_payment_method description metadata:map
        items[]{{id price quantity:int}} {PRORATION} proration_date:int off_session:bool
        payment_behavior:allow_incomplete|error_if_incomplete {DISCOUNTS}
        pause_collection{{behavior!:keep_as_draft|mark_uncollectible|void}}
    """,
    "DELETE /v1/subscriptions/{id}": f"{CANCELLATION} invoice_now:bool prorate:bool",
    "GET /v1/subscriptions": """
        PAGING customer price test_clock
        status:active|all|canceled|ended|incomplete|incomplete_expired|past_due|paused|trialing|unpaid
    """,
    "POST /v1/subscriptions/{id}/pause": """
        type:subscription invoicing_behavior:invoice|pending_invoice_item
        bill_for{unused_time_from{type!:item_current_period_start|none|now}}
    """,
    "POST /v1/subscriptions/{id}/resume": f"""
        billing_cycle_anchor{{type!:now|unchanged}} {PRORATION}
        payment_behavior:resume_on_payment_attempt|resume_on_payment_success
    """,
    "POST /v1/invoices/create_preview": f"""
        customer subscription
        subscription_details{{items[]{{id price quantity:int}} {PRORATION} proration_date:int}}
    """,
    "GET /v1/invoices": "PAGING customer subscription status:draft|open|paid|uncollectible|void",
    "POST /v1/invoices/{id}": "auto_advance:bool description metadata:map",
    "POST /v1/invoices/{id}/finalize": "auto_advance:bool",
    "POST /v1/invoices/{id}/pay": "off_session:bool paid_out_of_band:bool payment_method",
    "GET /v1/invoices/{id}/lines": "limit:int starting_after ending_before",
    "GET /v1/invoice_payments": """
        PAGING invoice status:canceled|open|paid payment{type!:payment_intent payment_intent}
    """,
    "GET /v1/invoiceitems": "PAGING customer invoice",
    "GET /v1/payment_intents": "PAGING customer",
    "GET /v1/charges": "PAGING customer payment_intent",
    "GET /v1/balance_transactions": "PAGING source type",
    "POST /v1/refunds": """
        charge payment_intent amount:int metadata:map
        reason:duplicate|fraudulent|requested_by_customer
    """,
    "POST /v1/refunds/{id}": "metadata:map",
    "GET /v1/refunds": "PAGING charge payment_intent",
    "POST /v1/disputes/{id}": """
        submit:bool metadata:map evidence{access_activity_log cancellation_policy_disclosure
            cancellation_rebuttal customer_email_address customer_name product_description
            refund_policy_disclosure refund_refusal_explanation service_date uncategorized_text}
    """,
    "GET /v1/disputes": "PAGING charge payment_intent",
    "POST /v1/coupons": """
        id percent_off:decimal amount_off:int currency duration:forever|once|repeating duration_in_months:int
        max_redemptions:int redeem_by:int metadata:map name
    """,
    "POST /v1/coupons/{id}": "metadata:map name",
    "GET /v1/coupons": "PAGING",
    "POST /v1/promotion_codes": """
        promotion!{type!:coupon coupon} code active:bool customer expires_at:int max_redemptions:int
        metadata:map
        restrictions{first_time_transaction:bool minimum_amount:int minimum_amount_currency}
    """,
    "POST /v1/promotion_codes/{id}": "active:bool metadata:map",
    "GET /v1/promotion_codes": "PAGING active:bool code coupon customer",
    "POST /v1/billing_portal/configurations": FEATURES.replace("features{", "features!{").replace(
        "NEED", "!"
    ),
    "POST /v1/billing_portal/configurations/{id}": f"{FEATURES.replace('NEED', '')} active:bool",
    "GET /v1/billing_portal/configurations": """
        limit:int starting_after ending_before active:bool is_default:bool
    """,
    "POST /v1/billing_portal/sessions": """
        customer! configuration return_url locale
        flow_data{
            type!:payment_method_update|subscription_cancel|subscription_pause|subscription_update|customer_update
            after_completion{type!:portal_homepage|redirect redirect{return_url!}}
            subscription_cancel{subscription!} subscription_pause{subscription!}
            subscription_update{subscription!}
        }
    """,
    "POST /v1/webhook_endpoints": "url! enabled_events[]! api_version description metadata:map",
    "POST /v1/webhook_endpoints/{id}": "url enabled_events[] disabled:bool description metadata:map",
    "GET /v1/webhook_endpoints": "limit:int starting_after ending_before",
    "POST /v1/test_helpers/test_clocks": "frozen_time!:int name",
    "POST /v1/test_helpers/test_clocks/{id}/advance": "frozen_time!:int",
    "GET /v1/test_helpers/test_clocks": "limit:int starting_after ending_before",
    "POST /v1/customers/{id}/tax_ids": "type! value!",
    "GET /v1/customers/{id}/tax_ids": "limit:int starting_after ending_before",
    "GET /v1/radar/early_fraud_warnings": "PAGING charge payment_intent",
    "POST /v1/credit_notes": """
        invoice! amount:int refund_amount:int credit_amount:int out_of_band_amount:int memo metadata:map
        reason:duplicate|fraudulent|order_change|product_unsatisfactory
    """,
    "POST /v1/credit_notes/{id}": "memo metadata:map",
    "GET /v1/credit_notes": "PAGING invoice customer",
    "POST /v1/subscription_schedules": "from_subscription! metadata:map",
    "POST /v1/subscription_schedules/{id}": f"""
        end_behavior:cancel|release metadata:map {PRORATION}
        phases[]{{items[]!{{price quantity:int}} start_date:int end_date:int {PRORATION} metadata:map
            duration{{interval!:day|week|month|year interval_count:int}}}}
    """,
    "POST /v1/subscription_schedules/{id}/cancel": "invoice_now:bool prorate:bool",
    "GET /v1/subscription_schedules": "PAGING customer",
    "GET /v1/events": "PAGING type types[] delivery_success:bool",
}
