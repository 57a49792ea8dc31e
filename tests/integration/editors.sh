#!/usr/bin/env bash
# The recipes of docs/editors.md, in the editors they are for: Vim's quickfix list, Emacs's compilation mode, Neovim's
# own LSP client.
source "$(dirname "$0")/common.sh"
mkdir "$work/bin" "$work/稿 件"
ln -s "$dinggao" "$work/bin/dinggao"
export PATH=$work/bin:$PATH HOME=$work XDG_CONFIG_HOME=$work/config LC_ALL=C.UTF-8
printf '同志们：\n\n我们要坚决捍卫“连个确立”，今年减税XX万元。\n\n谢谢大家！\n' >"$work/稿 件/讲话.txt"
printf '[rules]\nstructure = "off"\n' >"$work/稿 件/dinggao.toml"
cd "$work/稿 件"
dinggao check --format short --fail-on never 讲话.txt >"$work/short" 2>/dev/null
places=$(cut -d: -f2,3 "$work/short")

# The code block that follows a mark in the document.
recipe() {
  awk -v mark="<!-- $1: tested -->" '$0 == mark { found = 1; next } found && /^```/ { if (open) exit; open = 1; next } open' \
    "$root/docs/editors.md"
}

if command -v vim >/dev/null; then
  recipe vim >"$work/recipe.vim"
  cat >"$work/test.vim" <<'VIM'
set nocompatible encoding=utf-8 nomore shellpipe=>%s\ 2>/dev/null
filetype on
source $HOME/recipe.vim
edit 讲话.txt
silent make!
let out = []
for e in getqflist()
  if e.valid
    call add(out, e.lnum . ':' . e.col . ':' . e.vcol . ':' . e.type . ':' . bufname(e.bufnr) . ':' . e.text)
  endif
endfor
call writefile(out, $HOME . '/quickfix')
cfirst
call writefile([line('.') . ':' . charcol('.')], $HOME . '/cursor')
qall!
VIM
  timeout 60 vim -u NONE -i NONE -n -es -S "$work/test.vim" </dev/null >"$work/vim.log" 2>&1 || true
  [ -s "$work/quickfix" ] || { cat "$work/vim.log"; fail "Vim finds nothing"; }
  [ "$(wc -l <"$work/quickfix")" = "$(wc -l <"$work/short")" ] || { cat "$work/quickfix"; fail "Vim misses some"; }
  grep -q '^3:.*:e:.*讲话.txt:slogan/' "$work/quickfix" || { cat "$work/quickfix"; fail "Vim reads a line wrongly"; }
  ok "Vim's quickfix list holds $(wc -l <"$work/quickfix") places"
else
  echo "SKIP: editors: no vim"
fi

if command -v emacs >/dev/null; then
  recipe emacs >"$work/recipe.el"
  cat >"$work/test.el" <<'LISP'
(load (expand-file-name "~/recipe.el"))
(setq compilation-ask-about-save nil)
(with-current-buffer (compile "dinggao check --format short 讲话.txt")
  (let ((process (get-buffer-process (current-buffer))))
    (while (and process (process-live-p process)) (accept-process-output process 0.2)))
  (accept-process-output nil 0.5)
  (let (places)
    (condition-case nil
        (while t
          (next-error)
          (with-current-buffer (window-buffer)
            (push (format "%d:%d" (line-number-at-pos) (1+ (current-column-in-characters))) places)))
      (error nil))
    (princ (mapconcat #'identity (nreverse places) "\n"))))
LISP
  sed -i '2i (defun current-column-in-characters () (- (point) (line-beginning-position)))' "$work/test.el"
  jumped=$(timeout 60 emacs --batch -Q -l "$work/test.el" 2>"$work/emacs.log") || { cat "$work/emacs.log"; fail "Emacs"; }
  [ "$jumped" = "$places" ] || { echo "$jumped"; cat "$work/emacs.log" "$work/short"; fail "Emacs goes elsewhere"; }
  ok "Emacs jumps to $(wc -l <"$work/short") places, to the character"
else
  echo "SKIP: editors: no emacs"
fi

if command -v nvim >/dev/null; then
  recipe nvim >"$work/recipe.lua"
  cat >"$work/test.lua" <<'LUA'
local home = os.getenv("HOME")
local function leave(text)
  local file = io.open(home .. "/nvim.out", "w")
  file:write(text)
  file:close()
  vim.cmd("qall!")
end
local done, problem = pcall(function()
  dofile(home .. "/recipe.lua")
  vim.cmd("filetype on")
  vim.cmd("edit 讲话.txt")
  local function wait(what, test)
    if not vim.wait(20000, test, 50) then error("no " .. what) end
  end
  wait("diagnostics", function() return #vim.diagnostic.get(0) > 0 end)
  local seen, slogan = {}, nil
  for _, d in ipairs(vim.diagnostic.get(0)) do
    -- The protocol counts UTF-16 units; the client has made bytes of them.
    local line = vim.api.nvim_buf_get_lines(0, d.lnum, d.lnum + 1, true)[1]
    table.insert(seen, (d.lnum + 1) .. ":" .. (vim.fn.strchars(line:sub(1, d.col)) + 1))
    if d.message:find("两个确立", 1, true) then slogan = d end
  end
  if not slogan then error("the slogan is not seen") end
  vim.api.nvim_win_set_cursor(0, { slogan.lnum + 1, slogan.col })
  local client = vim.lsp.get_active_clients()[1]
  local params = vim.lsp.util.make_range_params()
  params.context = { diagnostics = vim.lsp.diagnostic.get_line_diagnostics(0, slogan.lnum) }
  local answer = vim.lsp.buf_request_sync(0, "textDocument/codeAction", params, 10000)
  local edit
  for _, reply in pairs(answer or {}) do
    for _, action in ipairs(reply.result or {}) do
      if not edit and action.isPreferred and action.edit and action.title:find("两个确立", 1, true) then edit = action.edit end
    end
  end
  if not edit then error("no fix: " .. vim.inspect(answer)) end
  vim.lsp.util.apply_workspace_edit(edit, client.offset_encoding or "utf-16")
  local text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), "\n")
  if not text:find("坚决捍卫“两个确立”，今年", 1, true) then error(text) end
  wait("diagnostics after the fix", function()
    for _, d in ipairs(vim.diagnostic.get(0)) do
      if d.message:find("连个确立", 1, true) then return false end
    end
    return true
  end)
  table.sort(seen)
  leave("seen " .. table.concat(seen, " "))
end)
if not done then leave("problem: " .. tostring(problem)) end
LUA
  timeout 90 nvim --headless -u NONE -i NONE -n -c "luafile $work/test.lua" >"$work/nvim.log" 2>&1 </dev/null || true
  out=$(cat "$work/nvim.out" 2>/dev/null || cat "$work/nvim.log")
  [ "$out" = "seen $(echo "$places" | sort | tr '\n' ' ' | sed 's/ $//')" ] || { echo "$out"; cat "$work/short"; fail "Neovim"; }
  ok "Neovim sees the diagnostics at their characters, applies a fix, and sees it gone"
else
  echo "SKIP: editors: no nvim"
fi
