import { TracewrightError } from '../../../errors.ts';
import type { EditForm } from './editForm.ts';
import { instinctForm } from './instinctForm.ts';
import { nesCodeBlock, nesPatch, nesWindow } from './nesForms.ts';
import { ourForm } from './ourForm.ts';
import { sweepForm } from './sweepForm.ts';
import { zedEditableRegion, zedMergeMarkers } from './zedForms.ts';
import { zeta1Form } from './zeta1Form.ts';

const byName: ReadonlyMap<string, EditForm> = new Map([
  ...[
    ourForm,
    zedEditableRegion,
    zedMergeMarkers,
    zeta1Form,
    nesWindow,
    nesCodeBlock,
    nesPatch,
    instinctForm,
    sweepForm,
  ].map((form) => [form.id, form] as const),
  ['zed', zedEditableRegion],
  ['nes', nesWindow],
]);

/** Every name that {@link nextEditForm} knows; `zed` and `nes` are short for the first of theirs. */
export const nextEditFormNames: readonly string[] = [...byName.keys()];

/** @throws TracewrightError `usage` for another name. */
export function nextEditForm(name: string): EditForm {
  const form = byName.get(name);
  if (form !== undefined) return form;
  throw new TracewrightError('usage', `--next-edit-form is ${name}`, {
    kind: 'usage',
    remedy: `it takes ${nextEditFormNames.join(', ')}`,
  });
}
