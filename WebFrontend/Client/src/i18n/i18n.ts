import { en, type Strings } from './en.ts';

/** The catalogue in use. */
export const t: Strings = en;

const locale = (): string | undefined => (typeof navigator === 'undefined' ? undefined : navigator.language);
const clockTime = new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit' });
const fullTime = new Intl.DateTimeFormat(locale(), { dateStyle: 'full', timeStyle: 'medium' });
const dayThisYear = new Intl.DateTimeFormat(locale(), { weekday: 'long', day: 'numeric', month: 'long' });
const dayOtherYear = new Intl.DateTimeFormat(locale(), { dateStyle: 'long' });

const relative = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' });

export const formatTime = (at: Date): string => clockTime.format(at);
/** For the narrow column beside a message: without AM and PM. */
export const formatTimeShort = (at: Date): string =>
  clockTime
    .formatToParts(at)
    .filter((part) => part.type !== 'dayPeriod')
    .map((part) => part.value)
    .join('')
    .trim();
export const formatFull = (at: Date): string => fullTime.format(at);

/** “3 hours ago”. */
export const formatAgo = (count: number, unit: 'minute' | 'hour' | 'day'): string => relative.format(count, unit);

/** “Today”, “Yesterday”, or the date in the reader's own words. */
export function formatDay(at: Date, now: Date): string {
  const days = Math.round((midnight(now) - midnight(at)) / 86_400_000);
  if (days === 0) return t.messages.today;
  if (days === 1) return t.messages.yesterday;
  return (at.getFullYear() === now.getFullYear() ? dayThisYear : dayOtherYear).format(at);
}

const midnight = (at: Date): number => Date.UTC(at.getFullYear(), at.getMonth(), at.getDate());
