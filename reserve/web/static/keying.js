// The grid for keying marks. The server decides what a mark is and how it stands; the grid shows what it says, and never
// more than it tells this clerk. Sending and pasting have files of their own.
"use strict";
(() => {
  const root = document.getElementById("keying");
  const said = JSON.parse(root.dataset.words);
  const shut = new Set(["agreed", "stands", "taken", "blocked"]);
  const tones = { saving: "plain", unsaved: "bad", error: "bad", saved: "note", differs: "bad", agreed: "good", stands: "good", taken: "plain", blocked: "open" };
  const askAfter = 15000;
  const restAfter = 120000;

  const history = { done: [], undone: [] }; // each a list of { person, before, after }: a paste is undone as a whole
  let table = null;
  let rows = new Map(); // person → row of the grid
  const sending = new Sending(root, said, { lost, taken, trouble });
  let filter = "all";
  let here = null; // the person whose mark is being keyed
  let touched = Date.now();

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (found, name) => values[name] ?? found);
  const say = (text) => { document.getElementById("said").textContent = text; };

  // ---- What is shown ----

  function show(row, change) {
    Object.assign(row, change);
    // Only what changed is drawn again; never the cell that is being keyed, its input would be lost.
    const drawn = { person: row.person, state: `${row.state} ${row.note}` };
    if (!editing(row.person)) drawn.text = row.text;
    table.updateData([drawn]);
    put(row);
    count();
  }

  function put(row) {
    const input = editing(row.person);
    if (!input) return;
    if (input.dataset.stored === input.value) input.value = row.text;
    input.dataset.stored = row.text;
  }

  let counting = 0;
  function count() {
    if (counting) return;
    counting = requestAnimationFrame(() => {
      counting = 0;
      const tally = { all: 0, missing: 0, differs: 0, keyed: 0, due: 0, agreed: 0 };
      for (const row of rows.values()) {
        tally.all += 1;
        if (matches.missing(row)) tally.missing += 1;
        if (row.stands === "differs") tally.differs += 1;
        if (row.stands === "agreed") tally.agreed += 1;
        if (!["blocked", "taken", "stands"].includes(row.stands)) {
          tally.due += 1;
          if (row.stands !== "open") tally.keyed += 1;
        }
      }
      document.getElementById("progress").textContent = fill(said.progress, { ...tally, differing: tally.differs });
      for (const button of root.querySelectorAll("[data-filter]")) {
        button.querySelector(".count").textContent = tally[button.dataset.filter];
      }
    });
  }

  const matches = {
    all: () => true,
    missing: (row) => row.stands === "open",
    differs: (row) => row.stands === "differs",
  };

  function trouble(text, unsaved) {
    const box = document.getElementById("trouble");
    const words = fill(text, { count: unsaved });
    if (!words && box.textContent) say(said.back);
    box.textContent = words;
    box.hidden = !words;
  }

  // ---- Sending ----

  function change(person, text) {
    const row = rows.get(person);
    show(row, { text, state: "saving", note: "" });
    sending.put(person, text);
  }

  function lost(persons) {
    for (const person of persons) show(rows.get(person), { state: "unsaved" });
  }

  function taken(cells, settled) {
    for (const cell of cells) {
      const row = rows.get(cell.person);
      if (!row) continue;
      const known = row.stands;
      row.stands = cell.state;
      row.stored = cell.text;
      if (!settled.has(cell)) continue; // typed anew meanwhile
      if (cell.fault && !shut.has(cell.state)) show(row, { state: "error", note: cell.fault });
      else show(row, { text: cell.text, state: cell.state, note: cell.fault || cell.note || "" });
      if (cell.fault) say(`${row.number} ${row.name}: ${cell.fault}`);
      else if (cell.state === "differs" && known !== "differs") say(fill(said.mismatch, row));
    }
  }

  // The other clerk goes on meanwhile: ask now and then how the papers stand, but never keep an idle session alive.
  async function look() {
    if (!table || sending.busy || sending.stopped || document.hidden || Date.now() - touched > restAfter) return;
    const cells = await sending.rows(true);
    if (!cells) return;
    const found = new Map(cells.map((cell) => [cell.person, cell]));
    for (const row of rows.values()) {
      const cell = found.get(row.person) ?? { text: "", state: "open" };
      if (sending.pending.has(row.person) || row.state === "error") continue;
      if (row.stands === cell.state && row.stored === cell.text) continue;
      const known = row.stands;
      row.stands = cell.state;
      row.stored = cell.text;
      show(row, { text: cell.text, state: cell.state, note: cell.note ?? "" });
      if (cell.state === "differs" && known !== "differs") say(fill(said.mismatch, row));
    }
    sending.send();
  }

  // ---- Undo ----

  function alter(changes) {
    // Compared with what is shown: what was stored before a mistake can be typed again.
    const real = changes.filter(({ person, after }) => after !== rows.get(person).text);
    if (!real.length) return;
    history.done.push(real);
    history.undone.length = 0;
    for (const { person, after } of real) change(person, after);
  }

  function turn(from, to, side, words) {
    const changes = from.pop();
    if (!changes) return say(said.nothing);
    to.push(changes);
    for (const one of changes) change(one.person, one[side]); // a mark that stands meanwhile the server refuses
    say(words);
    go(changes[0].person);
  }

  const undo = () => { settle(); turn(history.done, history.undone, "before", said.undone); };
  const redo = () => turn(history.undone, history.done, "after", said.redone);

  // ---- Keyboard ----

  // What undoing leads back to: never to what was not taken.
  const before = (row) => (row.state === "error" ? row.stored : row.text);
  const editing = (person) => root.querySelector(`input[data-person="${person}"]`);
  const shown = () => table.getRows("active").map((one) => rows.get(one.getData().person));

  // Keep what stands in the cell that is being keyed, or was until now.
  function settle(input = here === null ? null : editing(here)) {
    if (!input) return;
    const row = rows.get(Number(input.dataset.person));
    const text = input.value.trim();
    if (text === row.text) return;
    input.dataset.stored = input.value;
    alter([{ person: row.person, before: before(row), after: text }]);
  }

  async function go(person) {
    const row = table.getRow(person);
    if (!row || row.getPosition() === false) return; // the filter hides it
    await table.scrollToRow(row, "center", false).catch(() => {});
    const cell = row.getCell("text");
    cell.edit(true);
  }

  function move(steps) {
    const list = shown();
    let at = list.findIndex((row) => row.person === here);
    let left = Math.abs(steps);
    let to = null;
    while (left > 0) {
      at += Math.sign(steps);
      if (at < 0 || at >= list.length) break;
      if (shut.has(list[at].stands)) continue;
      to = list[at];
      left -= 1;
    }
    settle();
    if (to) go(to.person);
    else editing(here)?.select();
  }

  const keys = { Enter: 1, ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };

  function pressed(event) {
    touched = Date.now();
    if (event.isComposing || event.keyCode === 229) return; // a word is still being put together
    const steps = keys[event.key];
    if (steps && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      event.stopPropagation();
      move(event.key === "Enter" && event.shiftKey ? -1 : steps);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      event.target.value = rows.get(here).text;
      event.target.select();
    }
  }

  function shortcut(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    const wanted = key === "z" && !event.shiftKey ? undo : key === "y" || (key === "z" && event.shiftKey) ? redo : null;
    if (!wanted) return;
    event.preventDefault();
    event.stopPropagation();
    touched = Date.now();
    wanted();
  }

  // The cell's input. It leaves only by the keys above, a click elsewhere, or Tab.
  function editor(cell, rendered, success, cancel) {
    const row = rows.get(cell.getData().person);
    const input = document.createElement("input");
    input.dataset.person = row.person;
    input.dataset.stored = row.text;
    input.value = row.text;
    input.autocomplete = "off";
    input.spellcheck = false;
    input.maxLength = 40;
    input.setAttribute("aria-label", fill(said.markOf, row));
    rendered(() => { here = row.person; input.focus({ preventScroll: true }); input.select(); });
    input.addEventListener("keydown", pressed);
    input.addEventListener("blur", () => { settle(input); cancel(); });
    return input;
  }

  // ---- Pasting ----

  function paste(event) {
    const cells = pastedCells(event.clipboardData?.getData("text") ?? "");
    if (!cells) return;
    event.preventDefault();
    touched = Date.now();
    const list = shown();
    const below = list.slice(Math.max(0, list.findIndex((row) => row.person === here)));
    const { found, left } = pastedMarks(cells, rows, below, (row) => !shut.has(row.stands));
    const input = editing(here);
    if (input) input.value = input.dataset.stored = rows.get(here).text;
    const changes = found.map(([row, after]) => ({ person: row.person, before: before(row), after }));
    alter(changes);
    const words = [fill(said.pasted, { count: changes.length })];
    const lines = left.slice(0, 5).join(", ") + (left.length > 5 ? " …" : "");
    if (left.length) words.push(fill(said.unmatched, { count: left.length, lines }));
    say(words.join(" "));
  }

  // ---- The table ----

  function text(cell, _, rendered) {
    const row = rows.get(cell.getData().person);
    // One stop for Tab in the whole grid: where the clerk was.
    rendered(() => { cell.getElement().tabIndex = row.person === here ? 0 : -1; });
    return document.createTextNode(row.text);
  }

  function state(cell) {
    const row = rows.get(cell.getData().person);
    const box = document.createElement("span");
    if (!row || row.state === "open") return box;
    const badge = document.createElement("span");
    badge.className = `badge ${tones[row.state]}`;
    badge.textContent = said[row.state];
    box.append(badge);
    if (row.note) {
      const note = document.createElement("span");
      note.className = row.state === "error" ? "fault" : "hint";
      note.textContent = ` ${row.note}`;
      box.append(note);
    }
    return box;
  }

  function build(data) {
    rows = new Map(data.map((row) => [row.person, { ...row, note: row.note ?? "", stands: row.state, stored: row.text }]));
    const narrow = window.matchMedia("(max-width: 760px)").matches;
    const columns = [
      { title: said.number, field: "number", width: narrow ? 70 : 96, cssClass: "cell" },
      { title: said.name, field: "name", width: narrow ? 76 : 150 },
      { title: said.unit, field: "unit", minWidth: 140, widthGrow: 1, visible: !narrow },
      {
        title: said.mark, field: "text", width: narrow ? 84 : 130, cssClass: "mark", editor,
        formatter: text,
        editable: (cell) => !shut.has(rows.get(cell.getData().person).stands),
      },
      { title: said.state, field: "state", minWidth: 110, widthGrow: 2, formatter: state, variableHeight: false },
    ];
    const room = window.innerHeight - document.getElementById("grid").getBoundingClientRect().top - window.scrollY - 24;
    table = new Tabulator("#grid", {
      data: data.map((row) => ({ ...row, state: `${row.state} ${row.note ?? ""}` })),
      index: "person",
      height: Math.round(Math.min(Math.max(data.length, 2) * 45 + 46, Math.max(room, 7 * 45))),
      rowHeight: 44,
      layout: "fitColumns",
      columns,
      columnDefaults: { headerSort: false, resizable: false },
      keybindings: false,
      placeholder: data.length ? said.none : said.nobody,
      rowFormatter: (one) => { one.getElement().dataset.state = rows.get(one.getData().person)?.state ?? ""; },
    });
    table.on("tableBuilt", () => {
      // A focusable box between grid and rows is none of a grid's children; the cell that is keyed takes the focus.
      root.querySelector(".tabulator-tableholder").removeAttribute("tabindex");
      count();
      const grid = document.getElementById("grid");
      grid.tabIndex = -1;
      grid.addEventListener("focus", () => { if (here !== null) go(here); });
      const first = shown().find((row) => !shut.has(row.stands) && row.stands === "open") ?? shown().find((row) => !shut.has(row.stands));
      if (first) go(first.person);
    });
  }

  async function start() {
    const data = await sending.rows(false);
    if (!data) return void setTimeout(start, askAfter / 5);
    build(data);
    setInterval(look, askAfter);
  }

  for (const button of root.querySelectorAll("[data-filter]")) {
    button.addEventListener("click", () => {
      filter = button.dataset.filter;
      for (const one of root.querySelectorAll("[data-filter]")) one.setAttribute("aria-pressed", String(one === button));
      // The rows are chosen now and stay until the filter is chosen again: none runs away while it is being keyed.
      table.setFilter((data) => matches[filter](rows.get(data.person)));
      const first = shown().find((row) => !shut.has(row.stands));
      if (first) go(first.person);
    });
  }
  root.querySelector("[data-undo]").addEventListener("click", undo);
  root.querySelector("[data-redo]").addEventListener("click", redo);
  root.addEventListener("keydown", shortcut, true);
  root.addEventListener("paste", paste);
  root.addEventListener("pointerdown", () => { touched = Date.now(); });
  window.addEventListener("online", () => sending.send());
  window.addEventListener("focus", () => { touched = Date.now(); look(); });
  window.addEventListener("beforeunload", (event) => {
    settle();
    const unfinished = sending.pending.size || [...rows.values()].some((row) => row.state === "error");
    if (unfinished) event.preventDefault();
  });
  start();
})();
