CREATE TABLE invoices (invoice_id text PRIMARY KEY, amount numeric, paid_status text);
INSERT INTO invoices VALUES ('I-7', 12.5, 'Open'), ('I-8', 20, 'Open');
