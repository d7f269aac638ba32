'use strict';
const rule = document.getElementById('rule');
const words = document.getElementById('words');
const sections = Array.from(document.querySelectorAll('main > section'));
const shown = (severity) => document.getElementById('show-' + severity).checked;
const severities = ['critical', 'high', 'medium', 'low', 'info'];
function filter() {
  const asked = words.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const section of sections) {
    let any = false;
    for (const finding of section.querySelectorAll('.finding')) {
      const fits = (!rule.value || finding.dataset.rule === rule.value) && asked.every((word) => finding.dataset.words.includes(word));
      finding.hidden = !fits;
      any = any || (fits && severities.some((it) => finding.classList.contains(it) && shown(it)));
    }
    section.hidden = !any;
  }
}
document.getElementById('more-filters').hidden = false;
document.querySelector('.filters').addEventListener('input', filter);
document.querySelector('.filters').addEventListener('submit', (event) => event.preventDefault());
filter();
