-- What a case costs by the number of rules, evaluation alone, in LuaJIT: see many_rules.js.
--
--     luajit many_rules.lua FILE TURNS
local decode = require("cjson").decode

local A_FUNCTION = 500 -- rules: LuaJIT does not take functions of any size

local file = io.open(arg[1])
local given = decode(file:read("*a"))
file:close()

local functions = {}
for at = 1, #given.rules, A_FUNCTION do
  local lines = { "local c, fired, n = ..." }
  for i = at, math.min(at + A_FUNCTION - 1, #given.rules) do
    local plan, amount, region = unpack(given.rules[i])
    lines[#lines + 1] = ("if c.plan == %q and c.amount > %s and c.region == %q then n = n + 1 fired[n] = %d end"):format(plan, amount, region, i)
  end
  lines[#lines + 1] = "return n"
  functions[#functions + 1] = assert(loadstring(table.concat(lines, "\n")))
end

local cases = {}
for i, c in ipairs(given.cases) do
  cases[i] = { plan = c[1], amount = c[2], region = c[3] }
end

local function turn()
  local total, fired = 0, {}
  for i = 1, #cases do
    local n = 0
    for j = 1, #functions do
      n = functions[j](cases[i], fired, n)
    end
    total = total + n
  end
  return total
end

local applied = turn()
local times = {}
for i = 1, tonumber(arg[2]) do
  local start = os.clock()
  applied = turn()
  times[i] = os.clock() - start
end
table.sort(times)
print(("%.1f"):format(times[math.floor(#times / 2) + 1] / #cases * 1e9), applied)
