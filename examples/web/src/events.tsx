// What may be done next in a case, and by whom; each with the fields that it asks for.
import type { Applied, Case, Next } from 'peiyu';
import { useState } from 'preact/hooks';

import { actor, callsOf, CHART, type Desk, factsFor, moment } from './dossier';
import { listed, say, t } from './i18n';
import { said } from './policies';
import type { Dossier, Store } from './store';

/** Does something to the case; the name is for people. */
export type Perform = (name: string, run: (now: Case) => Applied, clock?: string) => void;

export interface Held {
  readonly dossier: Dossier;
  readonly held: Desk;
  readonly perform: Perform;
}

export function Events({ store, dossier, held, tier, perform }: Held & { store: Store; tier: string }) {
  const all = held.now.next();
  const here = all.filter((next) => next.event.endsWith(`_${tier}`));
  const others = all.filter((next) => !here.includes(next));
  const draw = (next: Next) => <EventOf key={`${next.event} ${next.state}`} store={store} dossier={dossier} next={next} tier={tier} perform={perform} />;
  return (
    <section class="card" aria-labelledby="next-h">
      <h2 id="next-h">{t('nextEvents')}</h2>
      <ul class="events">{here.map(draw)}</ul>
      {others.length > 0 && (
        <details>
          <summary>{t('otherEvents', others.length)}</summary>
          <ul class="events">{others.map(draw)}</ul>
        </details>
      )}
    </section>
  );
}

function EventOf({ store, dossier, next, tier, perform }: { store: Store; dossier: Dossier; next: Next; tier: string; perform: Perform }) {
  const [role, setRole] = useState(next.by[0]?.role ?? '');
  const [payload, setPayload] = useState<Readonly<Record<string, string>>>({});
  const fields = said(dossier.policy).charts[CHART]?.events?.[next.event]?.payload ?? {};
  const own = next.by.some((by) => by.role === role) ? role : (next.by[0]?.role ?? '');
  const of = Object.keys(dossier.editions).find((id) => next.event.endsWith(`_${id}`)) ?? tier;
  const calls = callsOf(dossier.policy, of, dossier.clock.slice(0, 10));
  const given: Readonly<Record<string, string>> = { ...('call' in fields && calls[0] && { call: calls[0].id }), ...payload };
  const act = (): void => {
    const filled = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
    const facts = next.decided ? factsFor(store, dossier.policy) : undefined;
    perform(say(next.label), (now) =>
      now.apply(next.event, { by: actor(own, dossier.policy), at: moment(dossier.clock), ...(next.payload.length > 0 && { payload: filled }), ...(facts && { facts }) }),
    );
  };
  const id = `ev-${next.event}`;
  return (
    <li data-event={next.event}>
      <p>
        <strong>{say(next.label)}</strong> <span class="hint">{t('byWhom', listed(next.by.map((by) => say(by.label))))}</span>
        {next.window && <span class="hint"> {t('windowOf', next.window.from, next.window.until)}</span>}
        {next.source && <cite lang="zh-CN">{next.source}</cite>}
      </p>
      <div class="payload">
        {next.by.length > 1 && (
          <label>
            {t('asRole')}
            <select value={own} onChange={(e) => setRole(e.currentTarget.value)}>
              {next.by.map((by) => (
                <option key={by.role} value={by.role}>
                  {say(by.label)}
                </option>
              ))}
            </select>
          </label>
        )}
        {next.payload.map(({ id: name }) => (
          <label key={name}>
            {say(fields[name]?.label) || name}
            <PayloadField
              name={name}
              field={fields[name]}
              calls={calls}
              value={given[name] ?? ''}
              change={(value) => setPayload({ ...payload, [name]: value })}
            />
          </label>
        ))}
        <button type="button" class="primary" id={id} aria-label={`${t('doIt')}${t('colon')}${say(next.label)}`} onClick={act}>
          {t('doIt')}
        </button>
      </div>
    </li>
  );
}

interface PayloadProps {
  readonly name: string;
  readonly field: { readonly type: string; readonly values?: Readonly<Record<string, { zh: string; en: string }>> } | undefined;
  readonly calls: ReturnType<typeof callsOf>;
  readonly value: string;
  readonly change: (value: string) => void;
}

function PayloadField({ name, field, calls, value, change }: PayloadProps) {
  const choices = name === 'call' ? calls.map(({ id, label }) => [id, label] as const) : field?.values ? [['', undefined] as const, ...Object.entries(field.values)] : undefined;
  if (field?.type === 'date') return <input type="date" value={value} onInput={(e) => change(e.currentTarget.value)} />;
  if (!choices) return <input type="text" autoComplete="off" value={value} onInput={(e) => change(e.currentTarget.value)} />;
  return (
    <select value={value} onChange={(e) => change(e.currentTarget.value)}>
      {choices.map(([id, label]) => (
        <option key={id} value={id}>
          {say(label) || t('choose')}
        </option>
      ))}
    </select>
  );
}
