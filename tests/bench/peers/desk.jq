# desk.rules as a program for jq: jq -r --slurpfile actions desk_actions.json -f desk.jq FILE >OUTPUT
# $actions[0] holds what bylaw eval writes for each rule that applies, by the rule's name.
$actions[0] as $a
| "{\"case\":\"\(.case_id)\",\"status\":\"decided\",\"actions\":[" + ([
    (if .request == "refund" then
      (if .amount > 1000 and .plan == "smb" then $a.large_refund else empty end),
      (if .amount > 500 and .region == "west" then $a.refund_west else empty end),
      (if .amount <= 500 and .days < 30 then $a.refund_in_time else empty end),
      (if .amount <= 35 and .escalated then $a.refund_small else empty end),
      (if .amount > 200 and .visits >= 4 then $a.refund_again else empty end),
      (if .reason == "charged twice" then $a.refund_twice else empty end)
    elif .request == "credit" then
      (if .amount > 1000 and .plan == "basic" then $a.large_credit else empty end),
      (if .amount > 250 and .region == "east" then $a.credit_east else empty end),
      (if .amount <= 250 and .days < 10 then $a.credit_new else empty end),
      (if .amount <= 35 and (.escalated | not) then $a.credit_calm else empty end),
      (if .balance > .credit_limit and (.vip | not) then $a.credit_over else empty end),
      (if .amount < 900 and .region == "south" then $a.credit_south else empty end)
    elif .request == "cancel" then
      (if .amount > 1200 and .plan == "team" then $a.cancel_team else empty end),
      (if .amount > 600 and .region == "north" then $a.cancel_north else empty end),
      (if .amount <= 600 and .days < 60 then $a.cancel_early else empty end),
      (if .escalated and .channel == "phone" then $a.cancel_loud else empty end),
      (if .amount > 100 and .visits >= 7 then $a.cancel_visits else empty end),
      (if .rep == "Joan" and (.employed | not) then $a.cancel_rep else empty end)
    elif .request == "upgrade" then
      (if .amount > 1000 and .plan == "pro" then $a.upgrade_pro else empty end),
      (if .amount > 400 and .region == "west" then $a.upgrade_west else empty end),
      (if .amount <= 400 and .days < 20 then $a.upgrade_new else empty end),
      (if .language == "de" and .channel == "email" then $a.upgrade_german else empty end)
    elif .request == "complaint" then
      (if .amount > 900 and .plan == "smb" then $a.complaint_smb else empty end),
      (if .amount > 800 and .region == "east" then $a.complaint_east else empty end),
      (if .amount <= 800 and .days < 45 then $a.complaint_new else empty end),
      (if .csat <= 2 and (.vip or .visits >= 3) then $a.complaint_bad else empty end),
      (if .attachments >= 3 then $a.complaint_papers else empty end)
    else
      (if .amount > 1900 and .plan == "team" then $a.question_team else empty end),
      (if .opened_at < "2017-07-01T00:00:00Z" then $a.question_old else empty end),
      (if .amount <= 100 and .days < 15 then $a.question_new else empty end)
    end),
    (if .closed_at >= "2018-12-01T00:00:00Z" and .channel == "sms" then $a.late else empty end),
    (if .region == "abroad" and .balance > 1500 and .language != "en" then $a.abroad else empty end)
  ] | join(",")) + "]}"
