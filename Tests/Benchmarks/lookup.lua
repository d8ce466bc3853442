-- Archer LookupUserId with a live session, over all accounts. Arguments: TOKEN COUNT [PAUSE in milliseconds, 0 for none] [PATH]
-- The user is drawn at random for each call, so that no small set of users is asked for again and again. All else of a message is written
-- beforehand, once for each number of digits: what is measured is the server, not the writing. PATH sends the same messages elsewhere.
-- With a PAUSE of "all" each user is asked for once, in turn: the threads share them out.
local heads, tail, count, inTurn = {}, "", 0, false
local threads = 0

function setup(thread)
   thread:set("first", threads)
   threads = threads + 1
end

function init(args)
   local token, pause, path = args[1], args[3] or "0", args[4] or "/ws/accesscontrol.asmx"
   count = tonumber(args[2])
   inTurn = pause == "all"
   math.randomseed(os.time() + tonumber(tostring({}):match("0x(%x+)"), 16) % 100000)
   -- Where there is a function of this name, wrk makes a timer for each request, whatever it returns.
   if (tonumber(pause) or 0) > 0 then function delay() return tonumber(pause) end end
   wrk.headers["Content-Type"] = "text/xml; charset=utf-8"
   wrk.headers["SOAPAction"] = '"http://archer-tech.com/webservices/LookupUserId"'
   tail = '</username></LookupUserId></soap:Body></soap:Envelope>'
   for digits = 1, #tostring(count) do
      local number = string.rep("7", digits)
      local body = '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ' ..
         'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>' ..
         '<LookupUserId xmlns="http://archer-tech.com/webservices/"><sessionToken>' .. token .. '</sessionToken><username>user'
      local message = wrk.format("POST", path, nil, body .. number .. tail)
      heads[digits] = message:sub(1, #message - #tail - digits)
   end
end

function request()
   local number
   if inTurn then
      number, first = first % count, first + 2
   else
      number = math.random(0, count - 1)
   end
   local digits = tostring(number)
   return heads[#digits] .. digits .. tail
end
