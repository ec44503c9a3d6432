import { Problem, Unreachable } from '@parley/client';
import { t } from '../i18n/i18n.ts';

/** What to tell a person about an error. */
export function sentence(error: unknown): string {
  if (error instanceof Problem && error.message !== '') return t.refusals[error.code] ?? error.message;
  return error instanceof Unreachable ? t.errors.unreachable : t.errors.unexpected;
}

/** The server's faults for one field of a form. */
export function fault(error: unknown, field: string): string | null {
  return error instanceof Problem ? (error.errors[field]?.[0] ?? null) : null;
}
