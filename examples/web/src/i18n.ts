// The language of the page, and its own words. What is about rules comes from the engine and the documents, in both languages.
import type { Text, Verdict } from 'peiyu';

import { words } from './words';

export type Lang = 'zh' | 'en';

let current: Lang = 'zh';

export function speak(lang: Lang): void {
  current = lang;
  document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en';
  document.title = t('title');
}

export function lang(): Lang {
  return current;
}

/** A text in the language of the page. */
export function say(text: Text | null | undefined): string {
  return text?.[current] ?? '';
}

/** One of the page's own words; `{0}`, `{1}` stand for what is given. */
export function t(word: keyof typeof words, ...given: readonly (string | number)[]): string {
  return words[word][current].replace(/\{(\d)\}/g, (_, i: string) => String(given[Number(i)] ?? ''));
}

export function verdict(which: Verdict): string {
  return t(which);
}

/** Several names in one line. */
export function listed(names: readonly string[]): string {
  return names.join(current === 'zh' ? '、' : ', ');
}
