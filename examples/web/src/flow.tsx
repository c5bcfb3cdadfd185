// The flowchart with the case's place in it, what may be done next and by whom, and the deadlines that run.
import { type Applied, type Case, type Due, type Next, PeiyuError, Refusal } from 'peiyu';
import { useEffect, useRef, useState } from 'preact/hooks';

import { actor, asking, callsOf, CHART, clockNow, dayAfter, type Desk, desk, factsFor, moment, open, openTerms, TRIAL } from './dossier';
import { listed, say, t } from './i18n';
import { said } from './policies';
import type { Dossier, Store } from './store';
import { words } from './words';

export function Flow({ store }: { store: Store }) {
  const [told, setTold] = useState<Told | null>(null);
  const { dossier } = store;
  return (
    <div class="flow">
      <p class="intro">{t('flowIntro')}</p>
      <p class="demo">{t('demoNote')}</p>
      {dossier ? <Running store={store} dossier={dossier} told={told} tell={setTold} /> : <Opening store={store} tell={setTold} />}
      {told?.refused && !dossier && <Refused store={store} refused={told.refused} />}
    </div>
  );
}

/** What came of the last request. */
interface Told {
  readonly refused?: Refusal | PeiyuError;
  readonly done?: string;
  readonly effects?: Applied['effects'];
}

interface Part {
  readonly store: Store;
  readonly tell: (told: Told | null) => void;
}

function Opening({ store, tell }: Part) {
  const { policy } = store.settings;
  const terms = openTerms(policy);
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [clock, setClock] = useState(clockNow());
  const put = (id: string, value: string): void => setValues({ ...values, [id]: value });
  const start = (): void => {
    const set = Object.fromEntries(terms.map(({ id, unit }) => [id, unit === 'working_day' && values[id] ? `${values[id]}个工作日` : (values[id] ?? '')]));
    const editions = Object.fromEntries(store.policy.selection.tiers.map((tier) => [tier.tier, tier.new]));
    const dossier: Dossier = { policy, terms: set, editions, journal: [], clock };
    try {
      const { entries } = open(dossier);
      tell(null);
      store.keep({ ...dossier, journal: entries });
    } catch (e) {
      if (!(e instanceof PeiyuError)) throw e;
      tell({ refused: e });
    }
  };
  return (
    <section class="card">
      <h2>{t('openTerms')}</h2>
      <p class="hint">{t('openTermsHint')}</p>
      <div class="grid">
        {terms.map(({ id, label, unit }) => (
          <div class="field" key={id}>
            <label for={`term-${id}`}>{say(label)}</label>
            {unit === 'boolean' ? (
              <select id={`term-${id}`} value={values[id] ?? ''} onChange={(e) => put(id, e.currentTarget.value)}>
                <option value="">{t('dueOpen')}</option>
                <option value="true">{t('yes')}</option>
                <option value="false">{t('no')}</option>
              </select>
            ) : (
              <span class="control">
                <input id={`term-${id}`} inputMode="numeric" class="figure" autoComplete="off" value={values[id] ?? ''} onInput={(e) => put(id, e.currentTarget.value.trim())} />
                <span class="unit">{t('workingDays')}</span>
              </span>
            )}
          </div>
        ))}
        <div class="field">
          <label for="clock-open">{t('clock')}</label>
          <input id="clock-open" type="datetime-local" value={clock} onInput={(e) => setClock(e.currentTarget.value)} />
        </div>
      </div>
      <p class="tools">
        <button type="button" class="primary" id="open-case" onClick={start}>
          {t('openCase')}
        </button>
        <button type="button" class="second" id="demo-days" onClick={() => setValues(Object.fromEntries(terms.map(({ id, unit }) => [id, unit === 'boolean' ? 'true' : '5'])))}>
          {t('demoDays')}
        </button>
      </p>
    </section>
  );
}

function Running({ store, dossier, told, tell }: Part & { dossier: Dossier; told: Told | null }) {
  const held = deskOf(dossier);
  const [tier, setTier] = useState(() => store.answer.tiers[0]?.tier ?? '');
  const [line, setLine] = useState<'applying' | 'title'>('applying');
  if (held instanceof PeiyuError) {
    return (
      <>
        <Refused store={store} refused={held} />
        <Restart store={store} tell={tell} />
      </>
    );
  }
  const perform = (name: string, run: (now: Case) => Applied, clock = dossier.clock): void => {
    const result = asking(() => run(held.now));
    if (result instanceof Refusal) return tell({ refused: result });
    tell({ done: name, effects: result.effects });
    store.keep({ ...dossier, journal: [...dossier.journal, ...result.entries], clock });
    store.say(t('done', name));
  };
  const part = `${tier}_${line}`;
  const tiers = Object.keys(dossier.editions);
  const label = (id: string): string => say(said(dossier.policy).charts[CHART]?.titles?.[id]?.label) || id;
  return (
    <>
      <div class="clockbar">
        <label>
          {t('clock')}
          <input id="clock" type="datetime-local" value={dossier.clock} onChange={(e) => e.currentTarget.value && store.keep({ ...dossier, clock: e.currentTarget.value })} />
        </label>
        <label>
          {t('chartOf')}
          <select id="part" value={part} onChange={(e) => choosePart(e.currentTarget.value, setTier, setLine)}>
            {tiers.flatMap((id) => [
              <option key={`${id}_applying`} value={`${id}_applying`}>
                {t('partApplying', label(id))}
              </option>,
              <option key={`${id}_title`} value={`${id}_title`}>
                {t('partTitle', label(id))}
              </option>,
            ])}
          </select>
        </label>
        <Restart store={store} tell={tell} />
      </div>
      {told?.refused && <Refused store={store} refused={told.refused} />}
      {told?.done && <Done dossier={dossier} told={told} />}
      <div class="columns even">
        <div>
          <Events store={store} dossier={dossier} held={held} tier={tier} perform={perform} />
          <Deadlines dossier={dossier} held={held} perform={perform} />
          <Titles dossier={dossier} held={held} perform={perform} />
          <Journal dossier={dossier} />
        </div>
        <Drawing store={store} dossier={dossier} held={held} part={part} />
      </div>
    </>
  );
}

function choosePart(value: string, setTier: (tier: string) => void, setLine: (line: 'applying' | 'title') => void): void {
  const at = value.lastIndexOf('_');
  setTier(value.slice(0, at));
  setLine(value.endsWith('_title') ? 'title' : 'applying');
}

function deskOf(dossier: Dossier): Desk | PeiyuError {
  try {
    return desk(dossier);
  } catch (e) {
    if (e instanceof PeiyuError) return e;
    throw e;
  }
}

function Restart({ store, tell }: Part) {
  const restart = (): void => {
    tell(null);
    store.keep(null);
  };
  return (
    <button type="button" class="second" id="restart" onClick={restart}>
      {t('restart')}
    </button>
  );
}

function Refused({ store, refused }: { store: Store; refused: Refusal | PeiyuError }) {
  const names = refused instanceof Refusal ? refused.missing.map((id) => say(store.fact(id)?.label) || id) : [];
  return (
    <div class="error card" role="alert" data-code={refused.code}>
      {refused.diagnostics.map((d, i) => (
        <p key={i}>
          {say(d.message)} {names.length === 0 && say(d.help)}
        </p>
      ))}
      {names.length > 0 && <p>{t('isMissing', listed(names))}</p>}
    </div>
  );
}

function Done({ dossier, told }: { dossier: Dossier; told: Told }) {
  const { effects = {}, titles = {} } = said(dossier.policy).charts[CHART] ?? {};
  const word = (value: string | boolean | null): string => (typeof value === 'string' ? say(titles[value]?.label) || value : value ? t('yes') : t('no'));
  return (
    <div class="card done">
      <p>{t('done', told.done ?? '')}</p>
      {told.effects && told.effects.length > 0 && (
        <p>
          {t('effects')}
          {t('colon')}
          {told.effects.map((effect) => `${say(effects[effect.id]?.label) || effect.id}（${listed(Object.values(effect.with ?? {}).map(word))}）`).join(t('semicolon'))}
        </p>
      )}
    </div>
  );
}

type Perform = (name: string, run: (now: Case) => Applied, clock?: string) => void;

interface Held {
  readonly dossier: Dossier;
  readonly held: Desk;
  readonly perform: Perform;
}

function Events({ store, dossier, held, tier, perform }: Held & { store: Store; tier: string }) {
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
        {next.source && <cite>{next.source}</cite>}
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

function Deadlines({ dossier, held, perform }: Held) {
  const due = asking(() => held.now.due(moment(dossier.clock)));
  if (due instanceof Refusal) return null;
  return (
    <section class="card" aria-labelledby="due-h">
      <h2 id="due-h">{t('due')}</h2>
      {due.length === 0 ? <p>{t('dueNone')}</p> : <DueTable dossier={dossier} due={due} perform={perform} />}
    </section>
  );
}

function DueTable({ dossier, due, perform }: { dossier: Dossier; due: readonly Due[]; perform: Perform }) {
  const titles = Object.entries(said(dossier.policy).charts[CHART]?.titles ?? {});
  const of = (state: string): string => say(titles.find(([id]) => state.startsWith(`${id}_`))?.[1].label);
  return (
    <table class="due">
      <thead>
        <tr>
          <th scope="col">{t('dueWhat')}</th>
          <th scope="col">{t('dueDay')}</th>
          <th scope="col">{t('dueBasis')}</th>
        </tr>
      </thead>
      <tbody>
        {due.map((one) => (
          <tr key={`${one.state} ${one.id}`} data-due={one.id}>
            <td>
              {say(one.label)}
              <small>{[of(one.state), say(one.state_label)].filter(Boolean).join(t('colon'))}</small>
            </td>
            <td>
              {one.day ?? t('dueOpen')}
              {one.provisional && <small>{t('provisional')}</small>}
              {one.overdue && <small class="late">{t('overdue')}</small>}
              {one.day && !one.overdue && <Advance name={say(one.label)} day={one.day} perform={perform} />}
            </td>
            <td>{one.source}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Advance({ name, day, perform }: { name: string; day: string; perform: Perform }) {
  const after = dayAfter(day);
  return (
    <button type="button" class="link" aria-label={`${t('advance')}${t('colon')}${name}`} onClick={() => perform(`${t('advance')} ${after.replace('T', ' ')}`, (now) => now.advance(moment(after)), after)}>
      {t('advance')}
    </button>
  );
}

function Titles({ dossier, held, perform }: Held) {
  const titles = said(dossier.policy).charts[CHART]?.titles ?? {};
  const [kind, setKind] = useState(Object.keys(titles)[0] ?? '');
  const [days, setDays] = useState({ from: '', until: '' });
  const name = (id: string): string => say(titles[id]?.label) || id;
  const enter = (): void => perform(`${t('importTitle')} ${name(kind)}`, (now) => now.importTitle(kind, { ...days, by: actor('province', dossier.policy), at: moment(dossier.clock) }));
  return (
    <section class="card" aria-labelledby="titles-h">
      <h2 id="titles-h">{t('titlesHeld')}</h2>
      <ul class="plain">
        {Object.entries(held.now.titles).map(([id, { from, until }]) => (
          <li key={id} data-title={id}>
            {name(id)} {from} — {until}
          </li>
        ))}
      </ul>
      <details>
        <summary>{t('importTitle')}</summary>
        <div class="payload">
          <label>
            {t('titleKind')}
            <select id="title-kind" value={kind} onChange={(e) => setKind(e.currentTarget.value)}>
              {Object.keys(titles).map((id) => (
                <option key={id} value={id}>
                  {name(id)}
                </option>
              ))}
            </select>
          </label>
          {(['from', 'until'] as const).map((end) => (
            <label key={end}>
              {t(end)}
              <input id={`title-${end}`} type="date" value={days[end]} onInput={(e) => setDays({ ...days, [end]: e.currentTarget.value })} />
            </label>
          ))}
          <button type="button" class="primary" id="title-enter" disabled={!days.from || !days.until} onClick={enter}>
            {t('register')}
          </button>
        </div>
      </details>
    </section>
  );
}

function Journal({ dossier }: { dossier: Dossier }) {
  const lines = dossier.journal.map((line) => (JSON.parse(line) as { entry: { time: string; actor?: { role: string }; event: { id: string } } }).entry);
  const { events = {} } = said(dossier.policy).charts[CHART] ?? {};
  const { roles } = said(dossier.policy);
  return (
    <details class="card">
      <summary>
        {t('journal')}
        {t('colon')}
        {t('journalCount', lines.length)}
      </summary>
      <ol>
        {lines.map((entry, i) => (
          <li key={i}>
            {entry.time.slice(0, 16).replace('T', ' ')} {say(roles[entry.actor?.role ?? '']?.label)} {say(events[entry.event.id]?.label) || ownEntry(entry.event.id)}
          </li>
        ))}
      </ol>
    </details>
  );
}

/** Entries that are no event of the chart. */
function ownEntry(id: string): string {
  const word = `entry_${id}`;
  return word in words ? t(word as keyof typeof words) : id;
}

function Drawing({ store, dossier, held, part }: { store: Store; dossier: Dossier; held: Desk; part: string }) {
  const frame = useRef<HTMLElement>(null);
  useEffect(() => {
    // The engine fills the states that the case is in; the chart is longer than the window.
    const place = [...(frame.current?.querySelectorAll('rect[fill="#0b5ed7"]') ?? [])].pop();
    if (!place || !frame.current) return;
    const [box, outer] = [place.getBoundingClientRect(), frame.current.getBoundingClientRect()];
    frame.current.scrollBy({ top: box.top - outer.top - outer.height / 2, left: box.left - outer.left - outer.width / 2 });
  }, [dossier.journal, part]);
  const drawn = asking(() => held.library.draw(TRIAL, { chart: CHART, part, journal: dossier.journal, lang: store.settings.lang }));
  return (
    <section class="card chart" ref={frame} aria-label={t('chartOf')} tabIndex={0}>
      {typeof drawn === 'string' && <div dangerouslySetInnerHTML={{ __html: drawn }} />}
    </section>
  );
}
