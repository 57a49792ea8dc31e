-- A headless Neovim does with a draft what a person would, by the recipes of docs/editors.md. Run by editors.sh in a
-- folder with a draft; what is wrong, or that nothing is, goes to ~/nvim.out.
local home = os.getenv("HOME")

local function wait(what, test)
  if not vim.wait(20000, test, 50) then
    error("no " .. what .. ": " .. vim.inspect(vim.diagnostic.get(0)))
  end
end

local function text()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), "\n")
end

local function find(words)
  for _, d in ipairs(vim.diagnostic.get(0)) do
    if d.message:find(words, 1, true) then return d end
  end
end

local function sees(words)
  wait(words, function() return find(words) end)
  return find(words)
end

local function gone(words)
  wait("end of " .. words, function() return not find(words) end)
end

-- What a file holds on the disk.
local function disk(name)
  local file = assert(io.open(name, "rb"))
  local held = file:read("*a")
  file:close()
  return held
end

local function put(name, held)
  local file = assert(io.open(name, "wb"))
  file:write(held)
  file:close()
end

-- The first action at a diagnostic whose title holds some words, applied.
local function act(d, words, preferred)
  vim.api.nvim_win_set_cursor(0, { d.lnum + 1, d.col })
  local client = (vim.lsp.get_clients or vim.lsp.get_active_clients)({ bufnr = 0 })[1]
  local params = vim.lsp.util.make_range_params(0, client.offset_encoding)
  params.context = { diagnostics = {} }
  local answer = vim.lsp.buf_request_sync(0, "textDocument/codeAction", params, 10000)
  for _, reply in pairs(answer or {}) do
    for _, action in ipairs(reply.result or {}) do
      if action.edit and action.title:find(words, 1, true) and (action.isPreferred or not preferred) then
        vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
        return
      end
    end
  end
  error("no action " .. words .. ": " .. vim.inspect(answer))
end

local function everything()
  dofile(home .. "/recipe.lua")
  vim.o.hidden = true
  vim.cmd("filetype on")
  vim.cmd("edit 讲话.txt")
  local draft = vim.api.nvim_get_current_buf()

  -- The same places as the command line has.
  local slogan = sees("两个确立")
  local seen = {}
  for _, d in ipairs(vim.diagnostic.get(0)) do
    local line = vim.api.nvim_buf_get_lines(0, d.lnum, d.lnum + 1, true)[1]
    table.insert(seen, (d.lnum + 1) .. ":" .. (vim.fn.strchars(line:sub(1, d.col)) + 1))
  end
  local short = vim.split(vim.trim(os.getenv("SHORT")), "%s+")
  table.sort(seen)
  table.sort(short)
  assert(vim.deep_equal(seen, short), vim.inspect({ seen, short }))

  -- The card: why, and an example.
  vim.api.nvim_win_set_cursor(0, { slogan.lnum + 1, slogan.col })
  vim.lsp.buf.hover()
  local card
  wait("card", function()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= "" then
        card = table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, true), "\n")
        return true
      end
    end
  end)
  assert(card:find("slogan/numeral", 1, true) and card:find("误例", 1, true), card)
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= "" then vim.api.nvim_win_close(window, true) end
  end

  -- The outline, in the list of places.
  vim.lsp.buf.document_symbol()
  local symbols
  wait("symbols", function()
    for _, list in ipairs({ vim.fn.getqflist(), vim.fn.getloclist(0) }) do
      if #list > 0 then
        symbols = vim.inspect(list)
        return true
      end
    end
  end)
  assert(symbols:find("一、抓落实", 1, true), symbols)
  vim.cmd("silent! cclose | silent! lclose")
  vim.api.nvim_set_current_buf(draft)

  -- How long it takes to read.
  vim.lsp.codelens.refresh()
  wait("reading times", function() return #vim.lsp.codelens.get(draft) > 0 end)
  assert(vim.inspect(vim.lsp.codelens.get(draft)):find("全文", 1, true))

  -- A fix.
  act(slogan, "两个确立", true)
  assert(text():find("坚决捍卫“两个确立”，今年", 1, true), text())
  gone("连个确立")

  -- An allow, written into the config; it is read anew once it is saved.
  act(sees("占位符“XX”"), "放行“XX”")
  vim.cmd("silent wall")
  assert(disk("dinggao.toml"):find('text = "XX"', 1, true), disk("dinggao.toml"))
  vim.api.nvim_set_current_buf(draft)
  gone("占位符“XX”")

  -- A pack of the office, changed behind the editor's back.
  local pack = '[pack]\nname = "ours"\ntitle = "自定"\nabout = "试验用"\n[[rule]]\nid = "a"\nlevel = "error"\n'
    .. 'message = "%s"\nwhy = "试验用。"\n[rule.terms]\nwords = ["减税"]\n'
    .. '[[rule.test]]\nbad = "«减税»。"\n[[rule.test]]\ngood = "降费。"\n'
  put("ours.toml", pack:format("甲说法"))
  put("dinggao.toml", 'packs = ["ours.toml"]\n' .. disk("dinggao.toml"))
  sees("甲说法")
  put("ours.toml", pack:format("乙的说法"))
  sees("乙的说法")
  put("dinggao.toml", "[rules]\nslogn = 'off'\n")
  sees("没有核稿")
  put("dinggao.toml", "")
  gone("没有核稿")

  -- All that is certain, when it is saved; the emoji is two units wide in UTF-16.
  vim.api.nvim_buf_set_lines(0, -1, -1, true, { "😀𠮷要再接再励，坚决捍卫“连个确立”。" })
  sees("再接再厉")
  vim.cmd("silent write")
  assert(disk("讲话.txt"):find("😀𠮷要再接再厉，坚决捍卫“两个确立”。\n", 1, true), disk("讲话.txt"))

  -- Line ends of Windows stay.
  put("视窗.txt", "同志们：\r\n\r\n要坚决捍卫“连个确立”。\r\n要再接再励。\r\n")
  vim.cmd("edit 视窗.txt")
  local again = sees("再接再厉")
  assert(again.lnum == 3 and again.col == #"要", vim.inspect(again))
  act(again, "再接再厉", true)
  vim.cmd("silent write")
  assert(disk("视窗.txt") == "同志们：\r\n\r\n要坚决捍卫“两个确立”。\r\n要再接再厉。\r\n", disk("视窗.txt"))

  -- Markdown: an allow beside the place.
  put("讲话.md", "# 在会上的讲话\n\n同志们：\n\n今年减税XX万元。\n")
  vim.cmd("edit 讲话.md")
  act(sees("占位符“XX”"), "放行这一处")
  gone("占位符“XX”")
  assert(text():find("<!-- 定稿放行 placeholder/", 1, true), text())
end

local done, problem = pcall(everything)
local file = assert(io.open(home .. "/nvim.out", "w"))
file:write(done and "all is well" or "problem: " .. tostring(problem))
file:close()
vim.cmd("silent! qall!")
