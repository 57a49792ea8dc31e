// Starts `dinggao lsp` for text and Markdown, and says what to do where it cannot be started.

import * as vscode from "vscode";
import { LanguageClient, type LanguageClientOptions, type ServerOptions } from "vscode-languageclient/node";

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  context.subscriptions.push(
    vscode.commands.registerCommand("dinggao.restart", restart),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration("dinggao.path")) {
        await restart();
      }
    }),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  await stop();
}

async function restart(): Promise<void> {
  await stop();
  await start();
}

async function stop(): Promise<void> {
  const running = client;
  client = undefined;
  if (running?.needsStop()) {
    await running.stop();
  }
}

async function start(): Promise<void> {
  const command = vscode.workspace.getConfiguration("dinggao").get<string>("path")?.trim() || "dinggao";
  const server: ServerOptions = { command, args: ["lsp"] };
  const options: LanguageClientOptions = {
    documentSelector: [
      { scheme: "file", language: "plaintext" },
      { scheme: "untitled", language: "plaintext" },
      { scheme: "file", language: "markdown" },
    ],
    synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher("**/*.toml") },
  };
  const starting = new LanguageClient("dinggao", "定稿", server, options);
  client = starting;
  try {
    await starting.start();
  } catch {
    if (client === starting) {
      client = undefined;
    }
    const settings = "打开设置";
    const chosen = await vscode.window.showErrorMessage(
      `没有找到 ${command}。请安装 dinggao，或在设置里写明它的位置。`,
      settings,
    );
    if (chosen === settings) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "dinggao.path");
    }
  }
}
