-- Posts chat requests of the size of real ones (some 9 kB), 64 different ones in turn.
local names, described = {}, {}
for i = 1, 99 do
  names[i] = string.format('"Label Number %d"', i)
  described[i] = string.format("Label Number %d: Somebody of the kind that has the number %d.", i, i)
end
local head = '{"model":"gpt-4o-mini","temperature":0,"response_format":{"type":"json_schema","json_schema":'
  .. '{"name":"tropes","strict":true,"schema":{"type":"object","properties":{"characters":{"type":"array",'
  .. '"items":{"type":"object","properties":{"name":{"type":"string"},"trope":{"type":"string","enum":['
  .. table.concat(names, ",") .. ']}},"required":["name","trope"],"additionalProperties":false}}},'
  .. '"required":["characters"],"additionalProperties":false}}},"messages":[{"role":"system","content":"'
  .. table.concat(described, "\\n") .. '"},{"role":"user","content":"<summary>'
local plot = string.rep("Ann and Bob walk through the town, and nobody there knows what they have seen. ", 22)
local tail = '</summary>\\n<names>Ann\\nBob</names>"}]}'
local bodies = {}
for i = 1, 64 do bodies[i] = head .. plot .. i .. tail end

local headers = { ["Authorization"] = "Bearer any", ["Content-Type"] = "application/json" }
local count = 0
request = function()
  count = count + 1
  return wrk.format("POST", nil, headers, bodies[count % 64 + 1])
end
