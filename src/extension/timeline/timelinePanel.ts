import * as vscode from 'vscode';
import type { Recording } from '../host/recording.ts';
import type { Services } from '../services.ts';
export function startTimeline(_services: Services, _recording: Recording): vscode.Disposable { return new vscode.Disposable(() => undefined); }
