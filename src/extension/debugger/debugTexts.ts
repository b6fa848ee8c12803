/** Makes texts in the person's language: VS Code's `l10n` has this shape. */
export interface Texts {
  t(message: string, ...args: (string | number | boolean)[]): string;
}

/** Texts where VS Code's own `l10n` is not at hand; `bundle` is what it has for the person's language. */
export function textsOf(bundle: Readonly<Record<string, string>> | undefined): Texts {
  return {
    t: (message, ...args) =>
      (bundle?.[message] ?? message).replaceAll(/\{(\d+)\}/g, (whole, index: string) =>
        String(args[Number(index)] ?? whole),
      ),
  };
}
