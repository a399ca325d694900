// Makes the pages quicker to work with; everything works without it.
(() => {
  'use strict';
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];

  // What is copied is said aloud, too.
  const say = document.createElement('p');
  say.className = 'unseen';
  say.setAttribute('role', 'status');
  document.body.append(say);
  const copy = async (text) => {
    await navigator.clipboard.writeText(text);
    say.textContent = 'copied';
  };
  for (const button of $$('button.copy')) {
    button.hidden = !navigator.clipboard;
    button.addEventListener('click', () => copy(button.dataset.copy));
  }

  // Fields of the chosen disposition are asked for by the browser before the form is sent; those of the others are not.
  const decide = $('#decide');
  if (decide) {
    const settle = () => {
      for (const choice of $$('.choice', decide)) {
        const chosen = $('input[type=radio]', choice).checked;
        for (const field of $$('.fields [name]', choice)) {
          field.disabled = !chosen;
          field.required = chosen && field.hasAttribute('data-required');
        }
      }
    };
    decide.addEventListener('change', settle);
    settle();
    decide.addEventListener('submit', () => setTimeout(() => $$('button', decide).forEach((b) => { b.disabled = true; })));
  }

  // The list: j and k move, enter opens.
  const rows = $$('.entries tbody tr');
  const place = () => rows.findIndex((row) => row.contains(document.activeElement));
  const go = (to) => { const link = rows[Math.max(0, Math.min(rows.length - 1, to))]?.querySelector('a.open'); link?.focus(); link?.scrollIntoView({ block: 'nearest' }); };
  addEventListener('focusin', () => rows.forEach((row) => row.classList.toggle('here', row.contains(document.activeElement))));

  const click = (selector) => { const target = $(selector); if (!target) return false; target.click(); return true; };
  const focus = (selector) => { const target = $(selector); if (!target) return false; target.focus(); target.scrollIntoView({ block: 'nearest' }); return true; };
  const choose = (id) => { const radio = $(`#decide input[value="${id}"]`); if (!radio) return false; radio.click(); radio.focus(); return true; };
  const keys = {
    j: ['Next row', () => rows.length > 0 && (go(place() + 1), true)],
    k: ['Row before', () => rows.length > 0 && (go(place() < 0 ? 0 : place() - 1), true)],
    d: ['Decide', () => focus('#decide input[type=radio]:checked') || focus('#decide input[type=radio]')],
    a: ['Take it, or give it back', () => click('form[action*="/assign"] button')],
    s: ['Put off', () => choose('snooze')],
    n: ['Keep, and go to the next one', () => click('#decide button[value=next]') || click('a.next')],
    c: ['Copy the record number', () => { const source = rows[place()] ? $('[data-copy]', rows[place()]) : $('.patient .copy'); if (!source) return false; copy(source.dataset.copy); return true; }],
    u: ['Up to the list', () => click('#back')],
    '/': ['Find a patient', () => focus('#find')],
    '?': ['This help', () => { help().showModal(); return true; }],
  };
  let dialog;
  const help = () => {
    if (dialog) return dialog;
    dialog = document.createElement('dialog');
    dialog.setAttribute('aria-labelledby', 'keys');
    const list = Object.entries(keys).map(([key, [what]]) => `<dt><kbd>${key}</kbd></dt><dd>${what}</dd>`).join('');
    dialog.innerHTML = `<h2 id="keys">Keys</h2><dl>${list}<dt><kbd>enter</kbd></dt><dd>Open the row</dd></dl><form method="dialog"><button>Close</button></form>`;
    document.body.append(dialog);
    return dialog;
  };
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || dialog?.open) return;
    const typing = event.target.closest('input:not([type=radio]):not([type=checkbox]), textarea, select');
    if (typing) {
      if (event.key === 'Escape') typing.blur();
      return;
    }
    if (keys[event.key]?.[1]()) event.preventDefault();
  });
})();
