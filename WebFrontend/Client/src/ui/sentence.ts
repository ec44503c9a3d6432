import { Problem, Unreachable } from '@parley/client';
import { t } from '../i18n/i18n.ts';

/** What to tell a person about an error. */
export function sentence(error: unknown): string {
  if (error instanceof Problem && error.message !== '') return t.refusals[error.code] ?? ofForms(error.message);
  return error instanceof Unreachable ? t.errors.unreachable : t.errors.unexpected;
}

/** The server's faults for one field of a form. */
export function fault(error: unknown, field: string): string | null {
  const said = error instanceof Problem ? error.errors[field]?.[0] : undefined;
  return said === undefined ? null : ofForms(said);
}

/** The server says what is wrong with a field in English; the catalogue knows its sentences with `#` for every number in them. */
function ofForms(said: string): string {
  const numbers = said.match(/\d+/g) ?? [];
  return t.faults[said.replace(/\d+/g, '#')]?.(...numbers) ?? said;
}
