// Where the page starts: what was kept is read, the first view drawn, the worker for use without a network asked for.
import './style.css';
import './views.css';
import './report.css';
import './phone.css';
import './print.css';

import { render } from 'preact';

import { App } from './app';
import { Store } from './store';

const root = document.getElementById('app');
if (root) render(<App store={new Store()} />, root);
// For measuring: from here on the form can be filled in.
performance.mark('interactive');

if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  const keep = (): void => void navigator.serviceWorker.register('./sw.js');
  // The engine may be ready before or after the page is; either way the page comes first.
  if (document.readyState === 'complete') keep();
  else window.addEventListener('load', keep);
}
