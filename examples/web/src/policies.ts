// The policies that this page offers, and what their documents say beyond what the engine is asked: editions and notices to
// choose from, events of the flowchart. The documents are data; nothing is judged here.
import type { PolicyDocuments, Text } from 'peiyu';
import cn from 'peiyu/policies/cn';
import gansu from 'peiyu/policies/gansu';
import guangdong from 'peiyu/policies/guangdong';
import heilongjiang from 'peiyu/policies/heilongjiang';
import jiangsu from 'peiyu/policies/jiangsu';
import shandong from 'peiyu/policies/shandong';
import shanghai from 'peiyu/policies/shanghai';
import shanxi from 'peiyu/policies/shanxi';
import sichuan from 'peiyu/policies/sichuan';
import techSme from 'peiyu/policies/tech_sme';
import tianjin from 'peiyu/policies/tianjin';
import zhejiang from 'peiyu/policies/zhejiang';

export interface Place {
  readonly id: string;
  readonly name: Text;
  readonly documents: PolicyDocuments;
}

/** One line a province: those that the package holds. */
export const PLACES: readonly Place[] = [
  { id: 'cn', name: { zh: '国家标准', en: 'National standards' }, documents: cn },
  { id: 'gansu', name: { zh: '甘肃省', en: 'Gansu' }, documents: gansu },
  { id: 'guangdong', name: { zh: '广东省', en: 'Guangdong' }, documents: guangdong },
  { id: 'heilongjiang', name: { zh: '黑龙江省', en: 'Heilongjiang' }, documents: heilongjiang },
  { id: 'jiangsu', name: { zh: '江苏省', en: 'Jiangsu' }, documents: jiangsu },
  { id: 'shandong', name: { zh: '山东省', en: 'Shandong' }, documents: shandong },
  { id: 'shanghai', name: { zh: '上海市', en: 'Shanghai' }, documents: shanghai },
  { id: 'shanxi', name: { zh: '山西省', en: 'Shanxi' }, documents: shanxi },
  { id: 'sichuan', name: { zh: '四川省', en: 'Sichuan' }, documents: sichuan },
  { id: 'tianjin', name: { zh: '天津市', en: 'Tianjin' }, documents: tianjin },
  { id: 'zhejiang', name: { zh: '浙江省', en: 'Zhejiang' }, documents: zhejiang },
  { id: 'tech_sme', name: { zh: '科技型中小企业评价', en: 'Technology SMEs' }, documents: techSme },
];

export function place(id: string): Place {
  return PLACES.find((one) => one.id === id) ?? (PLACES[0] as Place);
}

interface Labelled {
  readonly label?: Text;
}

export interface Field extends Labelled {
  readonly type: string;
  readonly values?: Readonly<Record<string, Text>>;
}

export interface Parameter extends Labelled {
  readonly value?: string;
  readonly unit?: string;
}

export interface Chart extends Labelled {
  readonly events?: Readonly<Record<string, Labelled & { readonly payload?: Readonly<Record<string, Field>> }>>;
  readonly effects?: Readonly<Record<string, Labelled>>;
  readonly titles?: Readonly<Record<string, Labelled & { readonly import?: string }>>;
  /** Facts that come from the case's own states. */
  readonly facts?: Readonly<Record<string, string>>;
}

export interface Call extends Labelled {
  readonly tiers?: Readonly<Record<string, unknown>>;
  readonly window?: { readonly from: string; readonly until: string };
  readonly notes?: readonly Text[];
  readonly not_recommended?: readonly Required<Labelled>[];
}

interface Document {
  readonly policy: string;
  readonly editions?: Readonly<Record<string, Labelled & { readonly from: string }>>;
  readonly calls?: Readonly<Record<string, Call>>;
  readonly parameters?: Readonly<Record<string, Parameter>>;
  readonly set?: Readonly<Record<string, string>>;
  readonly roles?: Readonly<Record<string, Labelled & { readonly area?: string }>>;
  readonly charts?: Readonly<Record<string, Chart>>;
}

/** What all documents of a policy say together. */
export type Said = Required<Omit<Document, 'policy'>>;

const PARTS = ['editions', 'calls', 'parameters', 'set', 'roles', 'charts'] as const;
const read = new Map<string, Said>();

export function said(id: string): Said {
  const known = read.get(id);
  if (known) return known;
  const all = Object.fromEntries(PARTS.map((part) => [part, {}])) as unknown as Record<(typeof PARTS)[number], object>;
  for (const { json } of place(id).documents.documents) {
    const document = JSON.parse(json) as Document;
    for (const part of PARTS) Object.assign(all[part], document[part]);
  }
  read.set(id, all as Said);
  return all as Said;
}
