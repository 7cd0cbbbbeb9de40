-- Stands in for a module of Jitsi that Debian lacks: reports the options that Prosody gives it, and
-- sends the request that they ask for.

local http = require "net.http";
local json = require "util.json";

-- This one of Jitsi is global, and sees no option of a host.
if module.name == "muc_end_meeting" then
    module:set_global();
end

local OPTIONS = {
    "allow_empty_token", "api_headers", "api_prefix", "app_id", "app_secret",
    "asap_accepted_audiences", "asap_accepted_issuers", "asap_key_server", "authentication",
    "breakout_component", "muc_component", "muc_lobby_whitelist",
    "prosody_password_public_key_repo_url", "reservations_api_headers", "reservations_api_prefix",
    "token_verification_allowlist", "wait_for_host_disable_auto_owners",
};

local function report(what)
    what.module, what.host = module.name, module.host;
    local file = assert(io.open(os.getenv("JITSI_LIVE_STAND_INS"), "a"));
    file:write(json.encode(what), "\n");
    file:close();
end

local options = {};
for _, name in ipairs(OPTIONS) do
    options[name] = module:get_option(name);
end
report { options = options };

local function request(url, method, body, headers)
    local given = { method = method, body = body, headers = headers };
    http.request(url, given, function (answer, code)
        report { url = url, code = code, answer = answer };
    end);
end

if module.name == "auth_token" then
    local provider = {};
    function provider.get_sasl_handler()
        return require "util.sasl".new(module.host, {});
    end
    module:provides("auth", provider);
    if options.asap_key_server then
        request(options.asap_key_server .. "/" .. os.getenv("JITSI_LIVE_KEY_FILE"), "GET");
    end
elseif module.name == "event_sync_component" then
    request(options.api_prefix .. "/events/room/created", "POST", "", options.api_headers);
elseif module.name == "reservations" then
    local headers = { ["Content-Type"] = "application/x-www-form-urlencoded" };
    for name, value in pairs(options.reservations_api_headers) do
        headers[name] = value;
    end
    local room = "name=no-such-room&start_time=2026-11-23T08%3a37%3a49.000Z&mail_owner=a%40b";
    request(options.reservations_api_prefix .. "/conference", "POST", room, headers);
elseif module.name == "muc_end_meeting" then
    local folder = options.prosody_password_public_key_repo_url;
    request(folder .. "/" .. os.getenv("JITSI_LIVE_SYSTEM_KEY_FILE"), "GET");
end
