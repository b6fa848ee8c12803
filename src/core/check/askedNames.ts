import type { Step } from '../trajectory/atif.ts';
import type { ChangeView } from './changeView.ts';

/** The names that a change was asked to touch; null when nothing says what was asked. */
export function askedNames(change: ChangeView): ReadonlySet<string> | null {
  return change.once(askedNames, () => {
    const asked = (change.trajectory?.steps ?? []).filter(({ source }) => source === 'user').map(messageText);
    if (asked.length === 0 && change.allowed.size === 0) return null;
    const words = asked.flatMap((text) => text.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? []);
    return new Set([...change.allowed, ...words]);
  });
}

function messageText({ message }: Step): string {
  return typeof message === 'string' ? message : message.map((part) => part.text ?? '').join('\n');
}
