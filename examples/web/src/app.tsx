// The frame of the page: heading, rules that apply, the ladder that every view shows, and the view itself.
import { useEffect, useReducer, useRef, useState } from 'preact/hooks';

import { Flow } from './flow';
import { Form, arriveAtSought } from './form';
import { t } from './i18n';
import { Brief, Ladder } from './ladder';
import { MeasuresView } from './measures';
import { Reasons } from './reasons';
import { Report } from './report';
import { Heading, Rules } from './settings';
import type { Store } from './store';
import { Transfer } from './transfer';
import { Trial } from './trial';

const VIEWS = ['form', 'reasons', 'trial', 'measures', 'flow', 'report', 'data'] as const;
export type View = (typeof VIEWS)[number];

function viewOfAddress(): View {
  const name = location.hash.split('/')[1];
  return VIEWS.find((view) => view === name) ?? 'form';
}

export function App({ store }: { store: Store }) {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const [view, setView] = useState(viewOfAddress);
  const main = useRef<HTMLElement>(null);
  const shown = useRef(view);
  useEffect(() => store.subscribe(() => redraw(undefined)), [store]);
  useEffect(() => {
    const turn = (): void => setView(viewOfAddress());
    const leave = (): void => store.flush();
    window.addEventListener('hashchange', turn);
    window.addEventListener('pagehide', leave);
    return () => {
      window.removeEventListener('hashchange', turn);
      window.removeEventListener('pagehide', leave);
    };
  }, [store]);
  useEffect(() => {
    // Who listens to the page is told where they are; at the start the page itself says it.
    document.querySelector('.views [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    if (shown.current !== view && !arriveAtSought()) main.current?.focus({ preventScroll: true });
    shown.current = view;
  }, [view]);
  return (
    <>
      <a class="skip" href="#main" onClick={(e) => skip(e, main.current)}>
        {t('skip')}
      </a>
      <Heading store={store} />
      <Rules store={store} />
      <Ladder store={store} />
      <div class="bar">
        <nav class="views" aria-label={t('views')}>
          {VIEWS.map((name) => (
            <a key={name} href={`#/${name}`} aria-current={view === name ? 'page' : undefined}>
              {t(name === 'trial' ? 'trialView' : name)}
            </a>
          ))}
        </nav>
        <Brief store={store} />
      </div>
      <main id="main" ref={main} tabIndex={-1} class={`view view-${view}`} aria-label={t(view === 'trial' ? 'trialView' : view)}>
        <Shown view={view} store={store} />
      </main>
      <footer class="foot">{t('footer')}</footer>
      <p class="sr" role="status" aria-live="polite">
        {store.announcement}
      </p>
    </>
  );
}

function Shown({ view, store }: { view: View; store: Store }) {
  switch (view) {
    case 'form':
      return <Form store={store} />;
    case 'reasons':
      return <Reasons store={store} />;
    case 'trial':
      return <Trial store={store} />;
    case 'measures':
      return <MeasuresView store={store} />;
    case 'flow':
      return <Flow store={store} />;
    case 'report':
      return <Report store={store} />;
    case 'data':
      return <Transfer store={store} />;
  }
}

function skip(event: Event, main: HTMLElement | null): void {
  event.preventDefault();
  main?.focus();
}
