-- Archer LookupUserId with a live session, over all accounts. Arguments: TOKEN COUNT [PAUSE in milliseconds]
-- Each thread asks for 20,000 users drawn at random, its messages written beforehand: what is measured is the server, not the writing.
local messages, position, pause = {}, 0, 0

function init(args)
   local token, count = args[1], tonumber(args[2])
   pause = tonumber(args[3] or "0")
   math.randomseed(os.time() + tonumber(tostring({}):match("0x(%x+)"), 16) % 100000)
   wrk.headers["Content-Type"] = "text/xml; charset=utf-8"
   wrk.headers["SOAPAction"] = '"http://archer-tech.com/webservices/LookupUserId"'
   for number = 1, 20000 do
      local body = '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ' ..
         'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>' ..
         '<LookupUserId xmlns="http://archer-tech.com/webservices/"><sessionToken>' .. token .. '</sessionToken><username>user' ..
         math.random(0, count - 1) .. '</username></LookupUserId></soap:Body></soap:Envelope>'
      messages[number] = wrk.format("POST", "/ws/accesscontrol.asmx", nil, body)
   end
end

function delay() return pause end

function request()
   position = position % 20000 + 1
   return messages[position]
end
