/** `en-XA` is no language but a check: every string of the catalogue in brackets. It is offered to nobody. */
export type Language = 'en' | 'zh-CN' | 'ar' | 'en-XA';

export const OFFERED: readonly (readonly [Language, string])[] = [
  ['en', 'English'],
  ['zh-CN', '简体中文'],
  ['ar', 'العربية'],
];

export const DIRECTION: Readonly<Record<Language, 'ltr' | 'rtl'>> = { en: 'ltr', 'zh-CN': 'ltr', ar: 'rtl', 'en-XA': 'ltr' };

/** What was chosen, or the first language of the browser that there is. Who reads traditional Chinese is not given simplified. */
export function choose(stored: string | null, browser: readonly string[]): Language {
  if (stored !== null && Object.hasOwn(DIRECTION, stored)) return stored as Language;
  for (const tag of browser) {
    if (/^en\b/i.test(tag)) return 'en';
    if (/^ar\b/i.test(tag)) return 'ar';
    if (/^zh\b/i.test(tag) && !/\b(?:hant|tw|hk|mo)\b/i.test(tag)) return 'zh-CN';
  }
  return 'en';
}
