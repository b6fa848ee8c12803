import * as vscode from 'vscode';
import { type AllowList, allowListOf } from '../../core/session/redaction/allowList.ts';

/** What the person wants kept out of recordings. */
export interface PrivacySettings extends AllowList {
  /** Whether secrets are looked for at all. */
  readonly secrets: boolean;
}

export function privacySettings(): PrivacySettings {
  const settings = vscode.workspace.getConfiguration('tracewright.privacy');
  const entries = settings.get<unknown>('allow', []);
  return {
    secrets: settings.get<unknown>('secrets', true) !== false,
    ...allowListOf(Array.isArray(entries) ? entries : [entries]),
  };
}
