// One field: label, unit, help, and beside it what the engine says where it refuses the value.
import type { Diagnostic, Fact } from 'peiyu';

import { grouped, shift, typed } from './decimal';
import { say, t } from './i18n';
import type { Store } from './store';
import { empty, isNumber, isShare, unitOf } from './values';

interface Props {
  readonly store: Store;
  readonly fact: Fact;
  readonly matters: boolean;
  readonly first: boolean;
}

export function FieldOf({ store, fact, matters, first }: Props) {
  const draft = store.drafts[fact.id];
  const text = typeof draft === 'string' ? draft : '';
  const errors = store.errors[fact.id];
  const note = say(fact.note);
  const origin = store.origins[fact.id];
  const hints = [note, fact.computed ? t('computedHint') : ''].filter(Boolean).join(t('semicolon'));
  const id = `in-${fact.id}`;
  const quiet = !matters && empty(draft);
  const classes = ['field', quiet ? 'quiet' : '', first ? 'first' : '', errors ? 'refused' : ''].filter(Boolean).join(' ');
  const described = [hints ? `${id}-help` : '', errors ? `${id}-error` : ''].filter(Boolean).join(' ') || undefined;
  const common = { id, described, text, wrong: errors !== undefined, change: (value: string): void => store.edit(fact.id, value) };
  return (
    <div class={classes} id={`field-${fact.id}`} data-field={fact.id}>
      {fact.type === 'boolean' ? (
        <YesNo fact={fact} {...common} mark={quiet ? t('quiet') : ''} />
      ) : (
        <>
          <label for={id}>
            {say(fact.label)}
            {quiet && <span class="tag">{t('quiet')}</span>}
          </label>
          <Control fact={fact} {...common} />
        </>
      )}
      {isNumber(fact) && !errors && <Echo fact={fact} text={text} />}
      {hints && (
        <p class="hint" id={`${id}-help`}>
          {hints}
        </p>
      )}
      {origin?.source && (
        <p class="hint">
          {t('fromSource', origin.source)} {origin.as_of && t('asOf', origin.as_of)}
        </p>
      )}
      {errors && <Errors id={`${id}-error`} fact={fact} errors={errors} />}
    </div>
  );
}

export interface ControlProps {
  readonly fact: Fact;
  readonly id: string;
  readonly described: string | undefined;
  readonly text: string;
  readonly wrong: boolean;
  readonly change: (value: string) => void;
}

/** The control for a value of any type but yes and no. */
export function Control({ fact, id, described, text, wrong, change }: ControlProps) {
  const common = { id, 'aria-describedby': described, 'aria-invalid': wrong || undefined };
  if (fact.type === 'enum') {
    return (
      <select {...common} value={text} onChange={(e) => change(e.currentTarget.value)}>
        <option value="">{t('choose')}</option>
        {fact.choices?.map((choice) => (
          <option key={choice.id} value={choice.id}>
            {say(choice.label)}
          </option>
        ))}
      </select>
    );
  }
  if (fact.type === 'date') return <input {...common} type="date" value={text} onInput={(e) => change(e.currentTarget.value)} />;
  const unit = unitOf(fact);
  return (
    <span class="control">
      <input
        {...common}
        type="text"
        inputMode={isNumber(fact) ? (fact.min === '0' && fact.type === 'integer' ? 'numeric' : 'decimal') : undefined}
        class={isNumber(fact) ? 'figure' : undefined}
        autoComplete="off"
        value={text}
        onInput={(e) => change(e.currentTarget.value)}
      />
      {unit && <span class="unit">{unit}</span>}
    </span>
  );
}

/** Yes, no, or not given: three answers, because what isn't given isn't no. */
export function YesNo({ fact, id, described, text, wrong, change, mark }: ControlProps & { readonly mark: string }) {
  const answers = [
    ['true', t('yes')],
    ['false', t('no')],
    ['', t('none')],
  ] as const;
  return (
    <fieldset aria-describedby={described} aria-invalid={wrong || undefined} class="yesno" onKeyDown={(e) => byLetter(e, change)}>
      <legend>
        {say(fact.label)}
        {mark && <span class="tag">{mark}</span>}
      </legend>
      <div>
        {answers.map(([value, label]) => (
          <label key={value}>
            <input type="radio" name={id} value={value} checked={text === value} onChange={() => change(value)} />
            <span>{label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Y and N answer where the cursor is, so that nobody passes through an answer that isn't theirs on the way with the arrows. */
function byLetter(event: KeyboardEvent, change: (value: string) => void): void {
  const answer = { y: 'true', n: 'false' }[event.key.toLowerCase()];
  if (answer === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const group = event.currentTarget as HTMLElement;
  change(answer);
  group.querySelector<HTMLInputElement>(`input[value="${answer}"]`)?.focus();
}

/** A long amount is said once more with separators, a share as a percentage, so that a slip of a digit is seen. */
function Echo({ fact, text }: { fact: Fact; text: string }) {
  const plain = shift(typed(text), 0);
  if (plain === undefined) return null;
  if (isShare(fact)) return <p class="echo">= {shift(plain, 2)}%</p>;
  if (fact.type !== 'money') return null;
  return <p class="echo">= {`${grouped(shift(plain, 4) ?? '')} ${t('yuanUnit')}`}</p>;
}

/** The engine's words. It names facts by id; here people know them by their labels. */
export function refusal(fact: Fact, error: Diagnostic): string {
  const label = say(fact.label);
  const words = say(error.message).replaceAll(`\`${fact.id}\``, t('quoted', label));
  return `${words} ${say(error.help)}`.replace(/`([^`]*)`/g, (_, value: string) => t('quoted', value)).trim();
}

export function Errors({ id, fact, errors }: { id: string; fact: Fact; errors: readonly Diagnostic[] }) {
  return (
    <div class="error" id={id}>
      {errors.map((error) => (
        <p key={`${error.code}${error.span.pointer}`} data-code={error.code}>
          {refusal(fact, error)}
        </p>
      ))}
      <p>{t('refused')}</p>
    </div>
  );
}
