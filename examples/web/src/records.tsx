// Lists of records (equity rounds, awards, IP rights), from which the engine computes facts.
import type { Fact } from 'peiyu';

import { Control, Errors, YesNo } from './field';
import { say, t } from './i18n';
import type { Store } from './store';
import type { Row } from './values';

export function Records({ store, fact }: { store: Store; fact: Fact }) {
  const draft = store.drafts[fact.id];
  const rows: readonly Row[] = typeof draft === 'object' ? draft : [];
  const errors = store.errors[fact.id];
  const put = (next: readonly Row[]): void => store.edit(fact.id, next);
  return (
    <div class={`list${errors ? ' refused' : ''}`} id={`field-${fact.id}`} data-field={fact.id}>
      <h3>{say(fact.label)}</h3>
      {fact.note && <p class="hint">{say(fact.note)}</p>}
      {rows.map((row, i) => (
        <Record
          // Rows have no names of their own; their place is their name.
          key={i}
          store={store}
          kind={fact}
          row={row}
          index={i}
          change={(field, value) => put(rows.map((one, k) => (k === i ? { ...one, [field]: value } : one)))}
          remove={() => put(rows.filter((_, k) => k !== i))}
        />
      ))}
      {errors && <Errors id={`in-${fact.id}-error`} fact={fact} errors={errors} />}
      <button type="button" class="second" aria-label={`${t('addRecord')}${t('colon')}${say(fact.label)}`} onClick={() => put([...rows, {}])}>
        ＋ {t('addRecord')}
      </button>
    </div>
  );
}

interface RecordProps {
  readonly store: Store;
  readonly kind: Fact;
  readonly row: Row;
  readonly index: number;
  readonly change: (field: string, value: string) => void;
  readonly remove: () => void;
}

function Record({ store, kind, row, index, change, remove }: RecordProps) {
  const wrong = new Set((store.errors[kind.id] ?? []).map((e) => e.span.pointer));
  return (
    <fieldset class="record">
      <legend>{t('recordNumber', index + 1)}</legend>
      <div class="grid">
        {kind.fields?.map((field) => {
          const id = `in-${kind.id}-${index}-${field.id}`;
          const note = say(field.note);
          const common = {
            fact: field,
            id,
            text: row[field.id] ?? '',
            described: note ? `${id}-help` : undefined,
            wrong: wrong.has(`/${kind.id}/${index}/${field.id}`),
            change: (value: string): void => change(field.id, value),
          };
          return (
            <div class="field" key={field.id}>
              {field.type === 'boolean' ? (
                <YesNo {...common} mark="" />
              ) : (
                <>
                  <label for={id}>{say(field.label)}</label>
                  <Control {...common} />
                </>
              )}
              {note && (
                <p class="hint" id={`${id}-help`}>
                  {note}
                </p>
              )}
            </div>
          );
        })}
      </div>
      <button type="button" class="link" onClick={remove}>
        {t('removeRecord', index + 1)}
      </button>
    </fieldset>
  );
}
