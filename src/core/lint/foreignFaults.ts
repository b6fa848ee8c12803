import type { Fields } from '../trajectory/importing/fields.ts';
import { anyRowFaults } from './anyRowRules.ts';
import { callRules } from './callRules.ts';
import type { ChatRow } from './chatRow.ts';
import type { ForeignContext, RowFormat } from './rowRule.ts';
import type { Fault } from './rule.ts';
import { templateRules } from './templateRules.ts';
import { turnRules } from './turnRules.ts';

/** What is wrong with a row of somebody else's format. */
export function foreignFaults(row: Fields, format: RowFormat, context: ForeignContext): Fault[] {
  const faults: Fault[] = [];
  for (const rule of format.rules) {
    const message = rule.check(row);
    if (message !== null) faults.push({ rule, message });
  }
  const chat = format.chat?.(row);
  if (chat !== undefined) {
    for (const rule of [...turnRules, ...callRules]) {
      if (format.without?.includes(rule.name)) continue;
      const message = rule.check(chat, context);
      if (message !== null) faults.push({ rule, message });
    }
    faults.push(...templateFaults(chat, context));
  }
  faults.push(...anyRowFaults(row, context));
  return faults;
}

function templateFaults({ turns, tools }: ChatRow, { rendered }: ForeignContext): Fault[] {
  if (rendered === undefined || turns.length === 0) return [];
  const warnings = rendered(
    turns.map(({ fields, role, said, reasoning }) => ({
      ...fields,
      role,
      content: said,
      ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
    })),
    tools ?? [],
  );
  return templateRules.flatMap((rule) => {
    const broken = warnings.filter(({ code }) => rule.codes.includes(code));
    const [first] = broken;
    return first === undefined
      ? []
      : [{ rule, message: broken.length === 1 ? first.message : `${first.message} (and ${broken.length - 1} more)` }];
  });
}
