"use strict";
(() => {
  const box = document.querySelector(".slider");
  if (!box) return;
  const days = JSON.parse(box.dataset.days), range = box.querySelector("input");
  const said = document.getElementById("day-said"), counts = document.getElementById("day-counts");
  const strips = [...document.querySelectorAll(".strip")].map((node) => ({
    points: JSON.parse(node.dataset.points || "[]"),
    line: node.querySelector(".cursor"),
    then: node.querySelector(".then"),
    isAction: Boolean(node.closest(".actions")),
  }));
  const show = () => {
    const [day, words, who, left] = days[Number(range.value)], isLast = Number(range.value) === days.length - 1;
    const many = new Map();
    let none = 0;
    for (const strip of strips) {
      const told = strip.points.filter((point) => point[0] <= day).pop();
      if (strip.line) {
        strip.line.setAttribute("x1", left + "%");
        strip.line.setAttribute("x2", left + "%");
        strip.line.classList.toggle("on", !isLast);
      }
      strip.then.hidden = isLast;
      strip.then.textContent = words + ": " + (told ? told[1] : "nothing reported yet");
      if (!strip.isAction) continue;
      if (told) many.set(told[1], (many.get(told[1]) || 0) + 1); else none += 1;
    }
    said.textContent = words + " (" + who + ")";
    range.setAttribute("aria-valuetext", words + ", " + who);
    const parts = [...many].sort((a, b) => b[1] - a[1]).map(([label, count]) => count + " " + label);
    const total = strips.filter((strip) => strip.isAction).length;
    if (none) parts.push(none + " not reported yet");
    counts.textContent = total ? "Of " + total + (total === 1 ? " action: " : " actions: ") + parts.join(", ") + "." : "";
  };
  range.addEventListener("input", show);
  box.hidden = false;
  show();
})();
