import { signal } from '@preact/signals';
import { sizeIn } from '../files/uploads-state.ts';
import { en, type Strings } from './en.ts';
import { choose, DIRECTION, type Language } from './language-state.ts';
import { readStored, writeStored } from '../ui/storage.ts';

/** The catalogue in use. Read it while drawing, not while loading: it may change. */
// eslint-disable-next-line import/no-mutable-exports
export let t: Strings = en;

/** The language in use; what is drawn is drawn anew when it changes. */
export const language = signal<Language>('en');

const KEY = 'parley.language'; // public/theme.js reads it before the first paint

/** English is here; the others are chunks of their own. */
const CATALOGUES: Readonly<Record<Language, () => Promise<Strings>>> = {
  en: async () => en,
  'zh-CN': async () => (await import('./zh-cn.ts')).zhCn,
  ar: async () => (await import('./ar.ts')).ar,
  'en-XA': async () => (await import('./pseudo.ts')).pseudo,
};

let formats = formatsOf(regional('en'));

/** The language that was chosen here, or the first of the browser's that there is. */
export function preferred(): Language {
  return choose(readStored(KEY), typeof navigator === 'undefined' ? [] : navigator.languages);
}

/** Speaks a language from now on. Without its catalogue, e.g. offline, it stays with what it has. */
export async function speak(to: Language): Promise<void> {
  try {
    t = await CATALOGUES[to]();
  } catch {
    return;
  }
  formats = formatsOf(regional(to));
  document.documentElement.lang = to;
  document.documentElement.dir = DIRECTION[to];
  language.value = to;
}

export function chooseLanguage(to: Language): void {
  writeStored(KEY, to);
  void speak(to);
}

/** `en` as it is written where the reader lives. */
function regional(to: Language): string {
  const own = typeof navigator === 'undefined' ? undefined : navigator.languages.find((one) => one.split('-')[0] === to.split('-')[0]);
  return to === 'en' || to === 'ar' ? (own ?? to) : to === 'en-XA' ? 'en' : to;
}

function formatsOf(locale: string) {
  return {
    locale,
    clockTime: new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' }),
    fullTime: new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium' }),
    dayThisYear: new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' }),
    dayOtherYear: new Intl.DateTimeFormat(locale, { dateStyle: 'long' }),
    dateTime: new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }),
    dateTimeOtherYear: new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }),
    relative: new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }),
  };
}

export const formatTime = (at: Date): string => formats.clockTime.format(at);
/** For the narrow column beside a message: without AM and PM. */
export const formatTimeShort = (at: Date): string =>
  formats.clockTime
    .formatToParts(at)
    .filter((part) => part.type !== 'dayPeriod')
    .map((part) => part.value)
    .join('')
    .trim();
export const formatFull = (at: Date): string => formats.fullTime.format(at);

/** “Fri 27 Nov, 18:00”, with the year if it is another than this one. */
export const formatDateTime = (at: Date): string => (at.getFullYear() === new Date().getFullYear() ? formats.dateTime : formats.dateTimeOtherYear).format(at);

/** “8 hours”. */
export const formatSpan = (count: number, unit: 'minute' | 'hour' | 'day'): string =>
  new Intl.NumberFormat(formats.locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count);

/** “1.5 MB”. */
export function formatSize(bytes: number): string {
  const [count, unit] = sizeIn(bytes);
  return new Intl.NumberFormat(formats.locale, { style: 'unit', unit, maximumFractionDigits: count < 10 ? 1 : 0 }).format(count);
}

/** “3 hours ago”. */
export const formatAgo = (count: number, unit: 'minute' | 'hour' | 'day'): string => formats.relative.format(count, unit);

/** “Today”, “Yesterday”, or the date in the reader's own words. */
export function formatDay(at: Date, now: Date): string {
  const days = Math.round((midnight(now) - midnight(at)) / 86_400_000);
  if (days === 0) return t.messages.today;
  if (days === 1) return t.messages.yesterday;
  return (at.getFullYear() === now.getFullYear() ? formats.dayThisYear : formats.dayOtherYear).format(at);
}

const midnight = (at: Date): number => Date.UTC(at.getFullYear(), at.getMonth(), at.getDate());
