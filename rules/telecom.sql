-- The tables that billing_dispute, wrong_recharge, plan_benefits and roaming look up, for SQLite and PostgreSQL alike.
-- Tables that are there already stay as they are.

CREATE TABLE IF NOT EXISTS invoices (
  invoice_id      text PRIMARY KEY,
  customer_id     text,
  amount          numeric,
  billing_period  text,
  paid_status     text             -- 'Open', 'Paid', 'Adjusted', …
);

CREATE TABLE IF NOT EXISTS transactions (
  txn_id              text PRIMARY KEY,
  customer_id         text,
  plan_id             text,
  amount              numeric,
  transaction_status  text         -- 'Success', 'Failed', 'Refunded', …
);

CREATE TABLE IF NOT EXISTS subscriptions (
  customer_id      text PRIMARY KEY,
  plan_id          text,
  activation_date  text,
  status           text            -- 'Active', …
);

CREATE TABLE IF NOT EXISTS customer_usage (
  customer_id  text PRIMARY KEY,
  data_mb      numeric,
  provisioned  integer             -- 0: not provisioned
);

CREATE TABLE IF NOT EXISTS customers (
  customer_id      text PRIMARY KEY,
  name             text,
  account_status   text,           -- 'Active', …
  roaming_enabled  integer         -- 0: off
);
