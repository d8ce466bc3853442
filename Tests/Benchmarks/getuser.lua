-- Luminate Online's getUser by e-mail on the server servlet, over the constituents. Arguments: COUNT [PATH]
-- The constituent is drawn at random for each call. PATH sends the same messages elsewhere.
local head, tail, count = "", "&api_key=open&v=1.0&response_format=json", 0

function init(args)
   count = tonumber(args[1])
   path = args[2] or "/organization/site/SRConsAPI"
   math.randomseed(os.time() + tonumber(tostring({}):match("0x(%x+)"), 16) % 100000)
   wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
   head = "method=getUser&login_name=apiadmin&login_password=Bench-Pass-1&fields=email.primary_address&primary_email=user"
end

function request()
   return wrk.format("POST", path, nil, head .. math.random(0, count - 1) .. "@example.org" .. tail)
end
