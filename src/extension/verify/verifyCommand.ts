import * as vscode from 'vscode';
import type { Services } from '../services.ts';
export function startVerify(_services: Services): vscode.Disposable { return new vscode.Disposable(() => undefined); }
