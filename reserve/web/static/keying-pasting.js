// What a pasted block means: marks for the rows downwards from here, or pairs of number and mark.
"use strict";

// Returns the pasted lines as cells; null for one value, which is an ordinary paste into the cell.
function pastedCells(text) {
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n");
  if (lines.length < 2 && !lines[0].includes("\t")) return null;
  return lines.map((line) => line.split("\t").map((cell) => cell.trim()));
}

// Returns { found: [[row, mark], …], left: what has no row or cannot be keyed }. ``list``: the rows shown, from here on.
function pastedMarks(cells, rows, list, open) {
  const found = new Map();
  const left = [];
  const pairs = cells.some((line) => line.length > 1);
  cells.forEach((line, offset) => {
    const full = line.filter((cell) => cell);
    if (!full.length) return; // a blank leaves its row alone
    const row = pairs ? rows.get(personOf(line[0])) : list[offset];
    if (!row || !open(row) || (pairs && full.length < 2)) left.push(line[0] || full[0]);
    else found.set(row, full.at(-1));
  });
  return { found: [...found], left };
}

function personOf(text) {
  const found = /^P?0*([1-9]\d*)$/i.exec(text.normalize("NFKC").trim());
  return found ? Number(found[1]) : null;
}
