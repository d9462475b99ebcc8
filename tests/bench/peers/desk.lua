-- desk.rules as somebody would write it by hand for LuaJIT with lua-cjson.
--
--     luajit desk.lua FILE >OUTPUT
local decode = require("cjson").decode

local function folder()
  return arg[0]:match("^(.*/)") or "./"
end

local actions = io.open(folder() .. "desk_actions.json")
local a = decode(actions:read("*a")) -- what bylaw eval writes for each rule that applies, by the rule's name
actions:close()

local out, n = {}, 0
local first

local function act(action)
  if not first then
    n = n + 1
    out[n] = ","
  end
  first = false
  n = n + 1
  out[n] = action
end

local decide_request = {
  refund = function(c)
    if c.amount > 1000 and c.plan == "smb" then act(a.large_refund) end
    if c.amount > 500 and c.region == "west" then act(a.refund_west) end
    if c.amount <= 500 and c.days < 30 then act(a.refund_in_time) end
    if c.amount <= 35 and c.escalated then act(a.refund_small) end
    if c.amount > 200 and c.visits >= 4 then act(a.refund_again) end
    if c.reason == "charged twice" then act(a.refund_twice) end
  end,
  credit = function(c)
    if c.amount > 1000 and c.plan == "basic" then act(a.large_credit) end
    if c.amount > 250 and c.region == "east" then act(a.credit_east) end
    if c.amount <= 250 and c.days < 10 then act(a.credit_new) end
    if c.amount <= 35 and not c.escalated then act(a.credit_calm) end
    if c.balance > c.credit_limit and not c.vip then act(a.credit_over) end
    if c.amount < 900 and c.region == "south" then act(a.credit_south) end
  end,
  cancel = function(c)
    if c.amount > 1200 and c.plan == "team" then act(a.cancel_team) end
    if c.amount > 600 and c.region == "north" then act(a.cancel_north) end
    if c.amount <= 600 and c.days < 60 then act(a.cancel_early) end
    if c.escalated and c.channel == "phone" then act(a.cancel_loud) end
    if c.amount > 100 and c.visits >= 7 then act(a.cancel_visits) end
    if c.rep == "Joan" and not c.employed then act(a.cancel_rep) end
  end,
  upgrade = function(c)
    if c.amount > 1000 and c.plan == "pro" then act(a.upgrade_pro) end
    if c.amount > 400 and c.region == "west" then act(a.upgrade_west) end
    if c.amount <= 400 and c.days < 20 then act(a.upgrade_new) end
    if c.language == "de" and c.channel == "email" then act(a.upgrade_german) end
  end,
  complaint = function(c)
    if c.amount > 900 and c.plan == "smb" then act(a.complaint_smb) end
    if c.amount > 800 and c.region == "east" then act(a.complaint_east) end
    if c.amount <= 800 and c.days < 45 then act(a.complaint_new) end
    if c.csat <= 2 and (c.vip or c.visits >= 3) then act(a.complaint_bad) end
    if c.attachments >= 3 then act(a.complaint_papers) end
  end,
  question = function(c)
    if c.amount > 1900 and c.plan == "team" then act(a.question_team) end
    if c.opened_at < "2017-07-01T00:00:00Z" then act(a.question_old) end
    if c.amount <= 100 and c.days < 15 then act(a.question_new) end
  end,
}

local function decide(c)
  decide_request[c.request](c)
  if c.closed_at >= "2018-12-01T00:00:00Z" and c.channel == "sms" then act(a.late) end
  if c.region == "abroad" and c.balance > 1500 and c.language ~= "en" then act(a.abroad) end
end

local function write_out()
  io.write(table.concat(out, "", 1, n))
  n = 0
end

for line in io.lines(arg[1]) do
  local c = decode(line)
  out[n + 1], out[n + 2], out[n + 3] = '{"case":"', c.case_id, '","status":"decided","actions":['
  n = n + 3
  first = true
  decide(c)
  n = n + 1
  out[n] = "]}\n"
  if n > 4000 then write_out() end
end
write_out()
