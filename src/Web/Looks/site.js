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
  for (const button of $$('button.print')) {
    button.hidden = false;
    button.addEventListener('click', () => window.print());
  }
  for (const button of $$('button.copy')) {
    button.hidden = !navigator.clipboard;
    button.addEventListener('click', () => copy(button.dataset.copy ?? $(`#${button.dataset.copyOf}`).textContent));
  }

  // Of many lists on a narrow screen the one that is shown is in sight.
  $('.tabs [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });

  // Fields of the chosen disposition are asked for by the browser before the form is sent; those of the others are not.
  const decide = $('#decide');
  if (decide) {
    const comment = $('#comment', decide);
    const settle = () => {
      for (const choice of $$('.choice', decide)) {
        const chosen = $('input[type=radio]', choice).checked;
        for (const field of $$('.fields [name]', choice)) {
          field.disabled = !chosen;
          field.required = chosen && field.classList.contains('must');
        }
      }
      if (comment) comment.required = Boolean($('input.explained:checked', decide));
    };
    decide.addEventListener('change', settle);
    settle();
  }

  // A form goes out once, however often enter is pressed; its button keeps the focus meanwhile.
  for (const form of $$('form[method=post]:not([data-again])')) {
    let sent = false;
    form.addEventListener('submit', (event) => { if (sent) event.preventDefault(); sent = true; });
  }
  // What the browser kept of a page may be of before the last action, or of the person before.
  addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });

  // While an entry's page is open it is held; when it is left, it is given back at once.
  const hold = $('#hold');
  if (hold) {
    setInterval(() => fetch(hold.action, { method: 'POST', body: new FormData(hold) }).catch(() => {}), 180000);
    addEventListener('pagehide', () => navigator.sendBeacon(hold.dataset.leave, new FormData(hold)));
  }

  // A run that is at work is looked at again while its page is in sight; at its end the page has more to show.
  const live = $('[data-live]');
  if (live) {
    const off = $('#live-off');
    const isOff = () => off.getAttribute('aria-pressed') === 'true';
    off.hidden = false;
    off.addEventListener('click', () => off.setAttribute('aria-pressed', String(!isOff())));
    const look = async () => {
      const answer = document.hidden || isOff() ? null : await fetch(live.dataset.live, { redirect: 'manual' }).catch(() => null);
      if (answer?.type === 'opaqueredirect') return;
      if (answer?.ok) {
        const part = document.createElement('div');
        part.innerHTML = await answer.text();
        const { state, open } = part.firstElementChild.dataset;
        if (open === 'no') { location.reload(); return; }
        if ($('#state').textContent !== state) say.textContent = $('#state').textContent = state;
        live.replaceChildren(...part.children);
      }
      setTimeout(look, 2000);
    };
    setTimeout(look, 2000);
  }

  // The list: j and k move, enter opens. A row's id stands in the way back from its entry, so that who comes back is where he was;
  // where that row is gone (decided), at the one that took its place.
  const reach = (target) => {
    target.focus({ focusVisible: true });
    target.scrollIntoView({ block: 'nearest' });
    return true;
  };
  const rows = $$('.entries tbody tr');
  const place = () => rows.findIndex((row) => row.contains(document.activeElement));
  const go = (to) => {
    const link = rows[Math.max(0, Math.min(rows.length - 1, to))]?.querySelector('a.open');
    return Boolean(link) && reach(link);
  };
  const here = (row) => rows.forEach((other) => other.classList.toggle('here', other === row));
  addEventListener('focusin', () => here(rows[place()]));

  // What holds a key says so (data-key): it is focused where there is something to fill in, else pressed. Of several the first that is shown.
  const held = (key) => $$(`[data-key="${key}"]`).find((target) => target.getClientRects().length > 0);
  const press = (key) => {
    const target = held(key);
    if (!target) return false;
    if (target.matches('input, textarea, select')) reach(target);
    if (!target.matches('input:not([type=radio]), textarea, select')) target.click();
    return true;
  };
  // On the list, a key that does something does it to the row under the focus, unless rows are ticked.
  const pressHere = (key) => {
    const row = rows[place()];
    const box = row && $('input[name=entry]', row);
    const alone = box && !$('input[name=entry]:checked');
    if (alone) box.click();
    const pressed = (!rows.length || $('input[name=entry]:checked')) && press(key);
    if (alone && !pressed) box.click();
    return pressed;
  };
  const decideHere = () => {
    const choice = $('#decide input[type=radio]:checked') ?? $('#decide input[type=radio]');
    if (choice) reach(choice);
    else if (rows[place()]) location.assign($('a.open', rows[place()]).href + '#choose');
    return Boolean(choice ?? rows[place()]);
  };
  const copyHere = () => {
    const source = rows[place()] ? $('[data-copy]', rows[place()]) : $('.patient .copy');
    if (source) copy(source.dataset.copy);
    return Boolean(source);
  };
  // How many rows are ticked is said; ticking one means the ticked ones.
  const boxes = $$('input[name=entry][form=bulk]');
  addEventListener('change', (event) => {
    if (!boxes.includes(event.target)) return;
    $('#ticked').textContent = `(${boxes.filter((box) => box.checked).length})`;
    $('#bulk input[value=ticked]').checked = true;
  });

  // With something chosen, the next one comes after keeping it.
  const next = () => {
    if (!$('#decide input[type=radio]:checked')) return press('n');
    $('#decide button[value=next]').click();
    return true;
  };
  const tick = () => {
    const box = rows[place()] && $('input[name=entry]', rows[place()]);
    box?.click();
    return Boolean(box);
  };
  const keys = {
    j: ['Next row', () => go(place() + 1)],
    k: ['Row before', () => go(Math.max(0, place() - 1))],
    enter: ['Open the row; while deciding: keep, and go to the next'],
    x: ['Tick the row', tick],
    a: ['Take it, or give it back', () => pressHere('a')],
    s: ['Put it off', () => pressHere('s')],
    d: ['Decide', decideHere],
    n: ['Go to the next; with a decision chosen, keep it first', next],
    c: ['Copy the record number', copyHere],
    u: ['Up to the list', () => press('u')],
    h: ['Send to the clinician, or write the answer down', () => press('h')],
    '/': ['Find a patient', () => press('/')],
    escape: ['Out of a field, so that the keys work again'],
    '?': ['This help', () => ask()],
  };

  // Who speaks to the computer, or whose hand slips, can switch the letters off (WCAG 2.1.4).
  const isOn = () => localStorage.getItem('keys') !== 'off';
  let dialog;
  const ask = () => {
    if (!dialog) {
      dialog = document.createElement('dialog');
      dialog.setAttribute('aria-labelledby', 'keys');
      dialog.innerHTML = '<h2 id="keys">Keys</h2><dl></dl><p><label><input type="checkbox"> Letters are keys, except while you type</label></p><form method="dialog"><button>Close</button></form>';
      for (const [key, [what]] of Object.entries(keys)) {
        const [term, meaning] = [document.createElement('dt'), document.createElement('dd')];
        term.append(Object.assign(document.createElement('kbd'), { textContent: key }));
        meaning.textContent = what;
        $('dl', dialog).append(term, meaning);
      }
      const box = $('input', dialog);
      box.checked = isOn();
      box.addEventListener('change', () => localStorage.setItem('keys', box.checked ? 'on' : 'off'));
      // The browser gives the focus back to where it was, unless it was nowhere.
      dialog.addEventListener('close', () => { if (document.activeElement === document.body) settleFocus(); });
      document.body.append(dialog);
    }
    dialog.showModal();
    $('button', dialog).focus();
    return true;
  };
  const helpButton = $('#help');
  if (helpButton) {
    helpButton.hidden = false;
    helpButton.addEventListener('click', ask);
  }
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || dialog?.open) return;
    const typing = event.target.closest?.('input:not([type=radio]):not([type=checkbox]), textarea, select');
    if (typing && event.key === 'Escape') {
      const choice = typing.form && $('input[type=radio]:checked', typing.form);
      if (choice) reach(choice); else settleFocus();
    }
    if (!typing && isOn() && keys[event.key]?.[1]?.()) event.preventDefault();
  });

  // A page that comes after an action begins where there is something to read, one that was just opened at its first line, and a list
  // that was come back to at the row that was left, or at the one that took its place.
  const opened = '.entry-page h1, .hand-off-page:has(.crumbs) h1';
  const settleFocus = () => {
    const named = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
    const target = $('[role=alert]') ?? $('.said') ?? named ?? $('[autofocus]') ?? $(opened);
    if (!target) return go(location.hash.startsWith('#row-') ? Number(sessionStorage.getItem('place') ?? 0) : Math.max(0, place()));
    if (target.tabIndex < 0) target.tabIndex = -1;
    return reach(target);
  };
  addEventListener('pagehide', () => { if (place() >= 0) sessionStorage.setItem('place', String(place())); });
  if (document.activeElement === document.body && ($(`${opened}, .said, [role=alert]`) || location.hash)) settleFocus();
})();
