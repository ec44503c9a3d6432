// Every string in brackets: what is on the page without them did not come from the catalogue.
import { en, type Strings } from './en.ts';

function bracketed(value: unknown): unknown {
  if (typeof value === 'string') return `⟦${value}⟧`;
  if (typeof value === 'function') return (...given: unknown[]): string => `⟦${String(value(...given))}⟧`;
  return Object.fromEntries(Object.entries(value as object).map(([name, inner]) => [name, bracketed(inner)]));
}

export const pseudo = { ...(bracketed(en) as Strings), language: 'en-XA' };
