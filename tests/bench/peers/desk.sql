-- desk.rules in SQL, as DuckDB runs it: one pass over the file, a CASE a rule. The host (desk_duckdb.js) puts the path and what
-- `bylaw eval` writes for each rule in for what stands between @ signs. Amounts are DOUBLE, which is quicker than DECIMAL and does for these.
COPY (
  SELECT '{"case":"' || case_id || '","status":"decided","actions":[' || rtrim(concat(
    CASE request
    WHEN 'refund' THEN concat(
      CASE WHEN amount > 1000 AND plan = 'smb' THEN @large_refund@ END,
      CASE WHEN amount > 500 AND region = 'west' THEN @refund_west@ END,
      CASE WHEN amount <= 500 AND days < 30 THEN @refund_in_time@ END,
      CASE WHEN amount <= 35 AND escalated THEN @refund_small@ END,
      CASE WHEN amount > 200 AND visits >= 4 THEN @refund_again@ END,
      CASE WHEN reason = 'charged twice' THEN @refund_twice@ END)
    WHEN 'credit' THEN concat(
      CASE WHEN amount > 1000 AND plan = 'basic' THEN @large_credit@ END,
      CASE WHEN amount > 250 AND region = 'east' THEN @credit_east@ END,
      CASE WHEN amount <= 250 AND days < 10 THEN @credit_new@ END,
      CASE WHEN amount <= 35 AND NOT escalated THEN @credit_calm@ END,
      CASE WHEN balance > credit_limit AND NOT vip THEN @credit_over@ END,
      CASE WHEN amount < 900 AND region = 'south' THEN @credit_south@ END)
    WHEN 'cancel' THEN concat(
      CASE WHEN amount > 1200 AND plan = 'team' THEN @cancel_team@ END,
      CASE WHEN amount > 600 AND region = 'north' THEN @cancel_north@ END,
      CASE WHEN amount <= 600 AND days < 60 THEN @cancel_early@ END,
      CASE WHEN escalated AND channel = 'phone' THEN @cancel_loud@ END,
      CASE WHEN amount > 100 AND visits >= 7 THEN @cancel_visits@ END,
      CASE WHEN rep = 'Joan' AND NOT employed THEN @cancel_rep@ END)
    WHEN 'upgrade' THEN concat(
      CASE WHEN amount > 1000 AND plan = 'pro' THEN @upgrade_pro@ END,
      CASE WHEN amount > 400 AND region = 'west' THEN @upgrade_west@ END,
      CASE WHEN amount <= 400 AND days < 20 THEN @upgrade_new@ END,
      CASE WHEN language = 'de' AND channel = 'email' THEN @upgrade_german@ END)
    WHEN 'complaint' THEN concat(
      CASE WHEN amount > 900 AND plan = 'smb' THEN @complaint_smb@ END,
      CASE WHEN amount > 800 AND region = 'east' THEN @complaint_east@ END,
      CASE WHEN amount <= 800 AND days < 45 THEN @complaint_new@ END,
      CASE WHEN csat <= 2 AND (vip OR visits >= 3) THEN @complaint_bad@ END,
      CASE WHEN attachments >= 3 THEN @complaint_papers@ END)
    WHEN 'question' THEN concat(
      CASE WHEN amount > 1900 AND plan = 'team' THEN @question_team@ END,
      CASE WHEN opened_at < '2017-07-01T00:00:00Z' THEN @question_old@ END,
      CASE WHEN amount <= 100 AND days < 15 THEN @question_new@ END)
    END,
    CASE WHEN closed_at >= '2018-12-01T00:00:00Z' AND channel = 'sms' THEN @late@ END,
    CASE WHEN region = 'abroad' AND balance > 1500 AND language <> 'en' THEN @abroad@ END
  ), ',') || ']}'
  FROM read_json(@FILE@, format = 'newline_delimited', columns = {
    case_id: 'VARCHAR', request: 'VARCHAR', channel: 'VARCHAR', region: 'VARCHAR', plan: 'VARCHAR', opened_at: 'VARCHAR',
    closed_at: 'VARCHAR', amount: 'DOUBLE', balance: 'DOUBLE', credit_limit: 'DOUBLE', days: 'INTEGER',
    visits: 'INTEGER', csat: 'INTEGER', escalated: 'BOOLEAN', vip: 'BOOLEAN', employed: 'BOOLEAN', rep: 'VARCHAR',
    language: 'VARCHAR', reason: 'VARCHAR', attachments: 'INTEGER'})
) TO '/dev/stdout' (FORMAT csv, HEADER false, DELIMITER '\t', QUOTE '', ESCAPE '', USE_TMP_FILE false);
