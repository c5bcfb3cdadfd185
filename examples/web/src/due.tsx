// What a case has on file: deadlines that run, titles held, and the journal.
import { type Due, Refusal } from 'peiyu';
import { useState } from 'preact/hooks';

import { actor, asking, CHART, dayAfter, moment } from './dossier';
import type { Held, Perform } from './events';
import { say, t } from './i18n';
import { said } from './policies';
import type { Dossier } from './store';
import { words } from './words';

export function Deadlines({ dossier, held, perform }: Held) {
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

export function Titles({ dossier, held, perform }: Held) {
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

export function Journal({ dossier }: { dossier: Dossier }) {
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
