'use strict';
const rule = document.getElementById('rule');
const words = document.getElementById('words');
// Names, and the rule and the message as they are shown.
const texts = new Map();
for (const finding of document.querySelectorAll('.finding')) {
  const shown = [finding.dataset.words, finding.dataset.rule, finding.querySelector('p').textContent];
  texts.set(finding, shown.join(' ').toLowerCase());
}
const sections = Array.from(document.querySelectorAll('main > section'));
const shown = (severity) => document.getElementById('show-' + severity).checked;
const severities = ['critical', 'high', 'medium', 'low', 'info'];
const none = document.getElementById('no-hit');
function filter() {
  let all = sections.length === 0;
  const asked = words.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const section of sections) {
    let any = false;
    for (const finding of section.querySelectorAll('.finding')) {
      const fits = (!rule.value || finding.dataset.rule === rule.value) && asked.every((word) => texts.get(finding).includes(word));
      finding.hidden = !fits;
      any = any || (fits && severities.some((it) => finding.classList.contains(it) && shown(it)));
    }
    section.hidden = !any;
    all = all || any;
  }
  none.hidden = all;
}
document.getElementById('more-filters').hidden = false;
document.querySelector('.filters').addEventListener('input', filter);
document.querySelector('.filters').addEventListener('submit', (event) => event.preventDefault());
filter();
