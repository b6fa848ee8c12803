import { TracewrightError } from '../../errors.ts';
import type { EditForm } from './forms/editForm.ts';
import { nextEditForm } from './forms/nextEditForms.ts';

export interface NextEditSetting {
  readonly form: EditForm;
  readonly noEditRate: number;
  readonly contextFiles: number;
}

/** The names that {@link nextEditSetting} reads. */
export const nextEditOptionNames = ['next-edit-form', 'no-edit-rate'] as const;

/** @throws TracewrightError `usage` for a form or a rate that there is not. */
export function nextEditSetting(options: Readonly<Record<string, string>>): NextEditSetting {
  const rate = Number(options['no-edit-rate'] ?? '0.5');
  if (!(rate >= 0 && rate <= 1)) {
    throw new TracewrightError('usage', `--no-edit-rate is ${options['no-edit-rate']}`, {
      kind: 'usage',
      remedy: 'give a share from 0 to 1',
    });
  }
  const files = options['context-files'] ?? '5';
  return {
    form: nextEditForm(options['next-edit-form'] ?? 'ours'),
    noEditRate: rate,
    contextFiles: /^\d{1,4}$/.test(files) ? Number(files) : 5,
  };
}
