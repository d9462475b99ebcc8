-- A telecom company's rows to try the packs on: the tables are those of rules/telecom.sql.

INSERT INTO customers (customer_id, name, account_status, roaming_enabled) VALUES
  ('C-1', 'Ana Lopez',     'Active',    1),
  ('C-2', 'Tom Becker',    'Active',    0),
  ('C-3', 'Priya Nair',    'Suspended', 1),
  ('C-4', 'Marcus Hill',   'Active',    1),
  ('C-5', 'Yuki Tanaka',   'Active',    NULL),
  ('C-6', 'Sam O''Neill',  NULL,        1);

INSERT INTO subscriptions (customer_id, plan_id, activation_date, status) VALUES
  ('C-1', 'P-10', '2026-01-15', 'Active'),
  ('C-2', 'P-20', '2026-02-01', 'Active'),
  ('C-3', 'P-10', '2025-11-30', 'Active'),
  ('C-4', 'P-30', '2026-07-01', 'Pending'),
  ('C-5', 'P-20', '2026-03-01', 'Active'),
  ('C-6', 'P-10', NULL,         'Cancelled');

INSERT INTO customer_usage (customer_id, data_mb, provisioned) VALUES
  ('C-1', 512.5, 1),
  ('C-2', 0,     0),
  ('C-5', 0,     NULL);

INSERT INTO invoices (invoice_id, customer_id, amount, billing_period, paid_status) VALUES
  ('I-1001', 'C-1', 49.99,   '2026-05', 'Open'),
  ('I-1002', 'C-1', 20,      '2026-04', 'Paid'),
  ('I-1003', 'C-2', 1234.50, '2026-05', 'Open'),
  ('I-1004', 'C-2', 15,      '2026-03', 'Adjusted'),
  ('I-1005', 'C-3', NULL,    '2026-05', 'Open'),
  ('I-1006', NULL,  30,      '2026-05', 'Open');

INSERT INTO transactions (txn_id, customer_id, plan_id, amount, transaction_status) VALUES
  ('T-501', 'C-1', 'P-20', 20, 'Success'),
  ('T-502', 'C-1', 'P-10', 10, 'Success'),
  ('T-503', 'C-2', 'P-10', 10, 'Refunded'),
  ('T-504', 'C-2', 'P-10', 10, 'Failed'),
  ('T-505', 'C-3', NULL,   10, 'Success'),
  ('T-506', 'C-3', 'P-10', 10, NULL);
