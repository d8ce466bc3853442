-- xWEB WEBWebUserChangePassword. Arguments: FIRST COUNT: record numbers FIRST to FIRST+COUNT-1 are used in turn, each thread having its own
-- share, so that no two calls for one record are under way at once. Every round gives all of them a new password.
local counter = 0
local threads = {}

function setup(thread)
   thread:set("id", counter)
   counter = counter + 1
   table.insert(threads, thread)
end

function init(args)
   first, count = tonumber(args[1]), tonumber(args[2])
   share = math.floor(count / 2)
   position, round, refused, changed = 0, 0, 0, 0
   isTried = id > 0
   wrk.headers["Content-Type"] = "text/xml; charset=utf-8"
   wrk.headers["SOAPAction"] = '"http://www.avectra.com/2005/WEBWebUserChangePassword"'
end

local function password(round)
   if round == 0 then return "Bench-Pass-1" end
   return "Bench-Pass-" .. (round + 1)
end

function request()
   -- wrk makes one request of the first thread's before the others, to see that it can, and never sends it.
   if not isTried then
      isTried = true
      return wrk.format("GET", "/")
   end
   local recno = first + id * share + position
   local body = '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">' ..
      '<soap:Header><AuthorizationToken xmlns="http://www.avectra.com/2005/"><Token>11111111-1111-4111-8111-111111111111</Token>' ..
      '</AuthorizationToken></soap:Header><soap:Body><WEBWebUserChangePassword xmlns="http://www.avectra.com/2005/"><recno>' .. recno ..
      '</recno><oldPassword>' .. password(round) .. '</oldPassword><newPassword>' .. password(round + 1) ..
      '</newPassword></WEBWebUserChangePassword></soap:Body></soap:Envelope>'
   position = position + 1
   if position == share then position, round = 0, round + 1 end
   return wrk.format("POST", "/xweb/secure/netForumXML.asmx", nil, body)
end

function response(status, headers, body)
   if body:find("Result>true<", 1, true) then changed = changed + 1 else refused = refused + 1 end
end

function done(summary, latency, requests)
   local changed, refused = 0, 0
   for _, thread in ipairs(threads) do
      changed = changed + thread:get("changed")
      refused = refused + thread:get("refused")
   end
   io.write(string.format("changed=%d refused=%d seconds=%.3f\n", changed, refused, summary.duration / 1e6))
end
