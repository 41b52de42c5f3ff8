"use strict";
(() => {
  const nodes = [...document.querySelectorAll(".n")];
  const blocks = [...document.querySelectorAll(".block")];
  const detail = document.getElementById("detail");
  const find = document.getElementById("find");
  const found = document.getElementById("found");
  const byLayer = new Map();
  for (const node of nodes) {
    const layer = node.dataset.l;
    if (!byLayer.has(layer)) byLayer.set(layer, []);
    byLayer.get(layer).push(node);
  }

  // Which layers have to do with each other, both ways: a batch norm with the layer that took it in.
  const kin = new Map();
  const relate = (a, b) => kin.set(a, (kin.get(a) || new Set()).add(b));
  for (const node of nodes)
    for (const other of node.dataset.r ? node.dataset.r.split(" ") : []) {
      relate(node.dataset.l, other);
      relate(other, node.dataset.l);
    }

  let lit = [];
  const light = layer => {
    lit.forEach(n => n.classList.remove("on", "kin"));
    lit = [];
    if (layer === undefined) return;
    for (const n of byLayer.get(layer) || []) { n.classList.add("on"); lit.push(n); }
    for (const other of kin.get(layer) || [])
      for (const n of byLayer.get(other) || []) { n.classList.add("kin"); lit.push(n); }
  };
  const point = event => {
    const target = event.target.closest("[data-l]");
    light(target ? target.dataset.l : undefined);
    detail.hidden = !(target && target.dataset.d);
    if (!detail.hidden) detail.textContent = target.dataset.d;
  };
  document.addEventListener("mouseover", point);
  document.addEventListener("focusin", point);
  document.addEventListener("keydown", event => {
    if (event.key === "Escape") { detail.hidden = true; light(undefined); }
  });

  const all = open => blocks.forEach(b => { b.open = open; });
  document.getElementById("open").addEventListener("click", () => all(true));
  document.getElementById("close").addEventListener("click", () => all(false));

  // Pills and rows lead to the layer they name.
  document.addEventListener("click", event => {
    const from = event.target.closest(".p[data-l], tr[data-l]");
    const to = from && (byLayer.get(from.dataset.l) || [])[0];
    if (!to) return;
    to.closest(".block").open = true;
    to.scrollIntoView({ block: "center", behavior: "smooth" });
    light(from.dataset.l);
  });

  let hits = [], at = -1;
  find.addEventListener("input", () => {
    const words = find.value.trim().toLowerCase();
    hits = words ? nodes.filter(n => (n.dataset.l + "\n" + n.textContent).toLowerCase().includes(words)) : [];
    at = -1;
    document.body.classList.toggle("seeking", words !== "");
    nodes.forEach(n => n.classList.remove("hit"));
    blocks.forEach(b => b.classList.remove("hit"));
    hits.forEach(n => { n.classList.add("hit"); n.closest(".block").classList.add("hit"); });
    found.textContent = words ? hits.length + (hits.length === 1 ? " node" : " nodes") : "";
  });
  find.addEventListener("keydown", event => {
    if (event.key !== "Enter" || hits.length === 0) return;
    at = (at + (event.shiftKey ? hits.length - 1 : 1)) % hits.length;
    hits[at].closest(".block").open = true;
    hits[at].scrollIntoView({ block: "center" });
    light(hits[at].dataset.l);
    found.textContent = at + 1 + " of " + hits.length;
  });
})();
