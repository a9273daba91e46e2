// What a clerk typed until the server says that it is stored: one request at a time, kept and tried again when the server
// is out of reach, and never sent under somebody else's name.
"use strict";
class Sending {
  // on.lost(persons): they are not saved; on.taken(cells, sent): what the server says; on.trouble(words): "" when none.
  constructor(root, said, on) {
    const { rows, save } = root.dataset;
    this.addresses = { rows, save, brief: `${rows}${rows.includes("?") ? "&" : "?"}brief=1` };
    this.who = root.dataset.who;
    this.token = root.dataset.token;
    this.most = Number(root.dataset.most);
    this.said = said;
    this.on = on;
    this.pending = new Map(); // person → what was typed last and is not known to be stored
    this.busy = false;
    this.stopped = false; // somebody else is signed in, or the server refuses: only loading the page again helps
    this.troubled = false;
    this.oneByOne = false;
    this.retry = 0;
  }

  put(person, text) {
    this.pending.set(person, text);
    if (!this.busy) setTimeout(() => this.send());
  }

  async send() {
    if (this.busy || this.stopped || !this.pending.size) return;
    clearTimeout(this.retry);
    this.busy = true;
    const sent = new Map([...this.pending].slice(0, this.oneByOne ? 1 : this.most));
    try {
      const answer = await this.ask(this.addresses.save, { rows: [...sent].map(([person, text]) => ({ person, text })) });
      if (answer) {
        const done = answer.rows.filter((cell) => this.pending.get(cell.person) === sent.get(cell.person));
        for (const cell of done) this.pending.delete(cell.person); // what was typed anew meanwhile is sent next
        this.trouble("");
        this.on.taken(answer.rows, new Set(done));
      }
    } finally {
      this.busy = false;
    }
    if (this.pending.size && !this.stopped) this.retry = setTimeout(() => this.send(), this.troubled ? 3000 : 0);
  }

  // Returns the rows and how they stand, only those where something does when ``brief``; null when there is no answer.
  async rows(brief) {
    const answer = await this.ask(brief ? this.addresses.brief : this.addresses.rows);
    return answer && answer.rows;
  }

  // Returns the answer, or null when nothing is known to be stored; then what was sent stays pending.
  async ask(address, body) {
    let answer;
    try {
      const headers = { accept: "application/json", "x-form-token": this.token };
      if (body) headers["content-type"] = "application/json";
      answer = await fetch(address, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body) });
    } catch {
      return this.lost(this.said.offline);
    }
    if (answer.status >= 500) {
      // One of several may be what the server fails at: the others shall not wait for it.
      this.oneByOne = true;
      return this.lost(this.said.offline);
    }
    if (answer.redirected || answer.status === 401) return this.lost(this.said.signedOut);
    if (answer.status === 403 && body) return this.renewed();
    if (!answer.ok || !(answer.headers.get("content-type") ?? "").includes("json")) return this.ended(this.said.refused);
    const read = await answer.json();
    if (String(read.who) !== this.who) return this.ended(this.said.somebodyElse);
    this.token = read.token;
    return read;
  }

  // A new session has a new token; it is taken only when the same clerk signed in again.
  async renewed() {
    const before = this.token;
    const read = await this.ask(this.addresses.brief);
    return read && this.token === before ? this.ended(this.said.refused) : null;
  }

  lost(words) {
    this.on.lost([...this.pending.keys()]);
    this.trouble(words);
    return null;
  }

  ended(words) {
    this.stopped = true;
    return this.lost(words);
  }

  trouble(words) {
    this.troubled = words !== "";
    this.on.trouble(this.pending.size ? words : "", this.pending.size);
  }
}
